import type { PassageText } from "@/server/ai/model";

/** Whose turn a passage belongs to; `label` is the length of the "Name: " in front of it. */
export type Turn = { label: number; speaker: string | null; question: boolean };

const LABEL = /^([\p{Lu}\p{Lo}][\p{L}\p{M}.'’ -]{0,40}?)\s?(?::\s+|：\s*)(?=\S)/u;
const QUESTION_LABEL =
  /^(?:q|question|f|frage|p|pregunta|pergunta|d|domanda|问|問|質問|س|سؤال|в|вопрос|v|vraag|interviewer|moderator|host|reporter|redaktion)$/iu;
const ANSWER_LABEL = /^(?:a|answer|antwort|antwoord|r|respuesta|resposta|risposta|réponse|答|回答|ج|о|ответ|svar)$/iu;
const QUESTION_MARK = /[?？؟]/u;

/** The turns of an interview or transcript, one per passage; a text without speakers gives turns without names. */
export function speakersOf(passages: readonly PassageText[]): Turn[] {
  const counts = new Map<string, { turns: number; asks: number }>();
  for (const { text } of passages) {
    const label = LABEL.exec(text)?.[1];
    if (label === undefined || label.split(" ").length > 4) continue;
    const count = counts.get(label) ?? { turns: 0, asks: 0 };
    counts.set(label, { turns: count.turns + 1, asks: count.asks + (QUESTION_MARK.test(text) ? 1 : 0) });
  }
  const names = new Set([...counts].filter(([, count]) => count.turns >= 2).map(([name]) => name));
  const asks = [...counts].reduce((sum, [name, count]) => sum + (names.has(name) ? count.asks : 0), 0);
  const isInterview = names.size >= 2 && asks >= 2;
  if (!isInterview) return passages.map(() => ({ label: 0, speaker: null, question: false }));
  const asker = [...names].find((name) => {
    const count = counts.get(name) ?? { turns: 1, asks: 0 };
    return QUESTION_LABEL.test(name) || count.asks / count.turns > 0.7;
  });
  let speaker: string | null = null;
  let question = false;
  let heading: string | null = null;
  return passages.map((passage) => {
    const match = LABEL.exec(passage.text);
    const name = match?.[1];
    if (name !== undefined && names.has(name)) {
      question = name === asker;
      speaker = ANSWER_LABEL.test(name) || QUESTION_LABEL.test(name) ? "" : name;
      heading = passage.heading;
      return { label: match?.[0].length ?? 0, speaker, question };
    }
    if (passage.heading !== heading) {
      speaker = null;
      question = false;
      heading = passage.heading;
    }
    return { label: 0, speaker, question };
  });
}
