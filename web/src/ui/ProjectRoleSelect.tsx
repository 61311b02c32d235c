import { Select, type SelectProps } from "@mantine/core";
import { PROJECT_ROLES } from "./projectRoles";

/** What somebody is in a project, with what that means. */
export function ProjectRoleSelect(props: Omit<SelectProps, "data">) {
  return (
    <Select
      description={PROJECT_ROLES.find(({ value }) => value === props.value)?.about}
      data={PROJECT_ROLES.map(({ value, label }) => ({ value, label }))}
      allowDeselect={false}
      {...props}
    />
  );
}
