import { Text } from "@mantine/core";
import { measureText, type NetworkRules } from "@/server/networks/rules";

/** How much of a part's room is used, counted as its network counts. */
export function CharacterCount({ text, rules }: { text: string; rules: NetworkRules }) {
  const used = measureText(text, rules);
  const { limit } = rules.text;
  const over = used > limit;
  return (
    <Text
      fz="sm"
      c={over ? "var(--mantine-color-error)" : "dimmed"}
      fw={over ? 650 : 400}
      className="tabular"
      aria-live={used > limit * 0.9 ? "polite" : "off"}
    >
      {used.toLocaleString("en")} / {limit.toLocaleString("en")}
      {over ? ` · ${(used - limit).toLocaleString("en")} over` : ""}
    </Text>
  );
}
