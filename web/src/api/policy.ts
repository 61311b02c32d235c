// The policy of this window names the origins of the storages as they were when it was loaded. After one was added
// or moved, the next page has to be loaded anew, or its pictures would be refused.
let outdated = false;

export function storageAddressesChanged(): void {
  outdated = true;
}

export const policyOutdated = (): boolean => outdated;
