/** When a presigned link ends, as S3, Google and Azure write it; null where a link does not say. */
export function expiryOf(url: string): Date | null {
  const query = new URL(url, window.location.origin).searchParams;
  if (query.has("sig")) return valid(Date.parse(query.get("se") ?? ""));
  // The older signatures of S3 and Google: seconds since 1970.
  if (query.has("Signature")) return valid(Number.parseInt(query.get("Expires") ?? "", 10) * 1000);
  for (const vendor of ["X-Amz", "X-Goog"]) {
    const begin = (query.get(`${vendor}-Date`) ?? "").replace(
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
      "$1-$2-$3T$4:$5:$6Z",
    );
    const seconds = Number.parseInt(query.get(`${vendor}-Expires`) ?? "", 10);
    const end = valid(Date.parse(begin) + seconds * 1000);
    if (end !== null) return end;
  }
  return null;
}

const valid = (time: number): Date | null => (Number.isNaN(time) ? null : new Date(time));
