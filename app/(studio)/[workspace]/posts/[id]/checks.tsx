import { Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { Finding } from "@/server/networks/rules";
import type { RenditionView } from "@/server/posts/input";
import classes from "./editor.module.css";
import type { Sentence } from "./linked";

type Check = RenditionView["checks"][number];
/**
 * What a gate found, with the sentence it is about; `sign` is there when a person may answer for it, `mend` when one click
 * puts it right.
 */
export type GateMark = {
  check: Check;
  sentence: Sentence | null;
  sign: (() => void) | null;
  mend: { label: string; apply: () => void } | null;
};

/** What the network would not take and what the source does not back, as quiet marks in plain words. */
export function Checks({ findings, marks }: { findings: readonly Finding[]; marks: readonly GateMark[] }) {
  if (findings.length + marks.length === 0) return null;
  return (
    <ul className={classes["checks"]}>
      {findings.map(({ code, severity, message }) => (
        <Mark key={`${code} ${message}`} hard={severity === "error"} message={message} />
      ))}
      {bySentence(marks).map(([first, ...others]) => (
        <Mark
          key={`${first.check.gate} ${first.sentence?.index} ${first.check.message}`}
          hard={[first, ...others].some(({ check }) => check.hard)}
          message={[first, ...others].map(({ check }) => check.message).join(" ")}
          about={first.sentence?.text ?? null}
          sign={[first, ...others].find(({ sign }) => sign)?.sign ?? null}
          mends={[first, ...others].flatMap(({ mend }) => mend ?? [])}
        />
      ))}
    </ul>
  );
}

type MarkProps = {
  hard: boolean;
  message: string;
  about?: string | null;
  sign?: (() => void) | null;
  mends?: readonly { label: string; apply: () => void }[];
};

function Mark({ hard, message, about, sign, mends = [] }: MarkProps) {
  const Icon = hard ? IconAlertTriangle : IconInfoCircle;
  return (
    <li data-hard={hard || undefined}>
      <Icon size={16} stroke={1.8} aria-hidden="true" />
      <div>
        <Text fz="sm">{message}</Text>
        {about && (
          <Text fz="xs" c="dimmed" lineClamp={1}>
            “{about}”
          </Text>
        )}
        {(sign || mends.length > 0) && (
          <Group gap={6} mt={4}>
            {mends.map(({ label, apply }) => (
              <Button key={label} variant="light" size="compact-xs" onClick={apply}>
                {label}
              </Button>
            ))}
            {sign && (
              <Button variant="default" size="compact-xs" onClick={sign}>
                I’ll answer for this sentence
              </Button>
            )}
          </Group>
        )}
      </div>
    </li>
  );
}

/** Everything found about one sentence together; what is about none stands alone. */
function bySentence(marks: readonly GateMark[]): [GateMark, ...GateMark[]][] {
  const groups: [GateMark, ...GateMark[]][] = [];
  for (const mark of marks) {
    const group = mark.sentence && groups.find(([first]) => first.sentence?.index === mark.sentence?.index);
    if (group) group.push(mark);
    else groups.push([mark]);
  }
  return groups;
}

/** What the gates found that still matters, with the sentences as they stand now; the network's limits are checked live. */
export function marksOf(view: RenditionView, sentences: readonly Sentence[]): Omit<GateMark, "sign" | "mend">[] {
  return view.checks.flatMap((check): Omit<GateMark, "sign" | "mend">[] => {
    if (check.gate === "network" || check.state === "pass") return [];
    if (check.part === null || check.sentence === null) return [{ check, sentence: null }];
    const index = view.citations.flatMap(({ part }, at) => (part === check.part ? [at] : [])).at(check.sentence);
    const sentence = sentences.find((one) => one.index === index);
    // A sentence that is being changed is judged anew with the next save.
    return sentence && !sentence.stale ? [{ check, sentence }] : [];
  });
}
