// A list of choices opens inside of the filter's dialog, which would take a click beside itself for its end.
export const WITHIN = { withinPortal: false };
