/** The id of a group's label field, by its place, or of the field that adds some. */
export const fieldId = (group: number, field: number | "add"): string => `label-${group}-${field}`;
