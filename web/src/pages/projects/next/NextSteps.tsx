import { CloseButton, Group, Text } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconCircle, IconCircleCheckFilled } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "@/api/client";
import { storagesQuery, whoami } from "@/api/queries";
import { useMayIn } from "@/api/rights";
import { TextLink } from "@/ui/links";
import classes from "./NextSteps.module.css";
import { leads, nextSteps, type Step } from "./nextSteps";

const PLACES = {
  labels: "/projects/$projectId/settings/labeling",
  data: "/projects/$projectId/settings/storage",
  annotate: "/projects/$projectId/label",
  target: "/projects/$projectId/settings/storage",
} as const;

/** The way through a new project, above its pages. */
export function NextSteps({ projectId, project }: { projectId: number; project: Schemas["Project"] }) {
  const mayChange = useMayIn(projectId, "storages.change");
  const { data: me } = useQuery(whoami);
  const [dismissed, setDismissed] = useLocalStorage({
    key: `millrace:next-steps:${projectId}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const storages = useQuery({ ...storagesQuery(projectId), enabled: mayChange && !dismissed });
  if (!mayChange || storages.data === undefined) return null;
  const steps = nextSteps(project, storages.data);
  if (!leads(steps, project, me, dismissed)) return null;
  const current = steps.find((step) => !step.done);
  return (
    <nav aria-label="Next steps" className={classes.strip}>
      <Text size="sm" fw={600}>
        Next
      </Text>
      <Group component="ol" gap="md" className={classes.steps}>
        {steps.map((step) => (
          <li key={step.name} aria-current={step === current ? "step" : undefined}>
            <StepLink step={step} projectId={projectId} current={step === current} />
          </li>
        ))}
      </Group>
      <CloseButton size="sm" ml="auto" aria-label="Hide these steps" onClick={() => setDismissed(true)} />
    </nav>
  );
}

function StepLink({ step, projectId, current }: { step: Step; projectId: number; current: boolean }) {
  const Icon = step.done ? IconCircleCheckFilled : IconCircle;
  return (
    <Group gap={6} wrap="nowrap">
      <Icon
        size={16}
        role="img"
        aria-label={step.done ? "Done:" : "To do:"}
        color={step.done ? "var(--mantine-color-green-7)" : undefined}
      />
      <TextLink
        to={PLACES[step.name]}
        params={{ projectId }}
        size="sm"
        c={step.done ? "dimmed" : undefined}
        fw={current ? 600 : undefined}
      >
        {step.label}
      </TextLink>
    </Group>
  );
}
