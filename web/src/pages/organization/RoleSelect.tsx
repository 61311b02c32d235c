import { Select, type SelectProps } from "@mantine/core";
import { ROLES } from "./people";

/** Which role somebody gets, with what it may do. */
export function RoleSelect({
  roles = ROLES,
  ...props
}: Omit<SelectProps, "data"> & { roles?: typeof ROLES }) {
  return (
    <Select
      label="Role"
      description={ROLES.find(({ value }) => value === props.value)?.about}
      data={roles.map(({ value, label }) => ({ value, label }))}
      allowDeselect={false}
      {...props}
    />
  );
}
