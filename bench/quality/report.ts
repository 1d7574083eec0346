import type { SourceGrade } from "./grade";
import { GOALS, type RunFigures } from "./summary";

type Run = { grades: readonly SourceGrade[]; splits: Readonly<Record<string, RunFigures>> };

/** A run as one page to read: figures against goals, then what went wrong, source by source. */
export function pageOf({ grades, splits }: Run): string {
  const names = Object.keys(splits);
  const [first] = Object.values(splits);
  const rows = Object.keys(first ?? {}).map((name) => {
    const goal = Object.entries(GOALS).find(([other]) => other === name)?.[1];
    const wanted =
      goal === undefined
        ? ""
        : `${goal[0]}${goal[1] === goal[0] ? "" : goal[1] === Number.POSITIVE_INFINITY ? "+" : `–${goal[1]}`}`;
    const cells = names.map((split) => {
      const value = Object.entries(splits[split] ?? {}).find(([other]) => other === name)?.[1] ?? Number.NaN;
      const bad = goal !== undefined && (value < goal[0] || value > goal[1]);
      return `<td${bad ? ' class="bad"' : ""}>${value}</td>`;
    });
    return `<tr><th>${name}</th><td>${wanted}</td>${cells.join("")}</tr>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Quality</title>
<style>body{font:16px/1.5 system-ui;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}td,th{padding:.2rem .8rem;text-align:left;border-bottom:1px solid #ccc}.bad{color:#b00020;font-weight:600}li{margin:.2rem 0}</style>
<h1>Quality</h1><table><tr><th></th><th>goal</th>${names.map((name) => `<th>${name}</th>`).join("")}</tr>${rows.join("")}</table>
${grades.map(sectionOf).join("\n")}</html>\n`;
}

function sectionOf(grade: SourceGrade): string {
  const ideas = grade.ideas.filter(Boolean).length;
  const posts = grade.posts.flatMap((post) => {
    const wrong = [
      ...post.network,
      ...post.figures,
      ...post.quotes,
      ...post.links,
      ...post.people,
      ...post.copied,
      ...post.slop,
      ...post.blocked,
    ];
    return wrong.map((what) => `<li>${post.format}: ${escaped(what)}</li>`);
  });
  const blocked = grade.trials
    .filter(({ kind, caught }) => kind === "faithful" && caught.length > 0)
    .map(
      ({ text, caught }) =>
        `<li>Blocked though faithful: ${escaped(text)} (${escaped(caught.map(({ gate, message }) => `${gate}: ${message}`).join("; "))})</li>`,
    );
  const through = grade.trials
    .filter(({ kind, caught }) => kind !== "faithful" && caught.length === 0)
    .map(({ kind, text }) => `<li>Let through (${kind}): ${escaped(text)}</li>`);
  const alike = Math.max(0, ...grade.posts.map(({ mostAlike }) => mostAlike));
  return `<h2>${grade.name} <small>${grade.split}</small></h2><p>${ideas} of ${grade.ideas.length} ideas; two posts share at most ${Math.round(alike * 100)} %.</p><ul>${[...posts, ...blocked, ...through].join("")}</ul>`;
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
