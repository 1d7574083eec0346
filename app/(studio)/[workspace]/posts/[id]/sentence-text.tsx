"use client";
import { type FocusEvent, type KeyboardEvent, type MouseEvent, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { changeBetween, piecesOf, spanAt } from "./draft/spans";
import classes from "./editor.module.css";
import { isLit, type Pointed, type Sentence } from "./linked";
import { Origin, PassageCard, type Source } from "./passage-card";

type Props = {
  label: string;
  text: string;
  sentences: readonly Sentence[];
  source: Source;
  pointed: Pointed;
  placeholder: string;
  readOnly: boolean;
  onPoint: (pointed: Pointed) => void;
  onWrite: (text: string) => void;
  /** The words selected while writing, null for none. */
  onSelect: (range: { start: number; end: number } | null) => void;
  /** Undo and redo of the whole rendition, instead of the field's own. */
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
};

/**
 * A part's words in two layers of the same shape: sentences to read and point at, and a field to write in. The reading
 * layer lies on top until the field has the focus, and gives it the caret where it was clicked.
 */
export function SentenceText({ text, sentences, onPoint, ...props }: Props) {
  const [writing, setWriting] = useState(false);
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [stop, setStop] = useState(0);
  const before = useRef(text);

  // A step taken back or a text from elsewhere would leave the caret at the very end: it goes to where the change is.
  useLayoutEffect(() => {
    const input = field.current;
    if (input && text !== before.current && document.activeElement === input) {
      const { endAfter } = changeBetween(before.current, text);
      input.setSelectionRange(endAfter, endAfter);
    }
    before.current = text;
  }, [text]);

  const shown = props.pointed?.kind === "sentence" ? props.pointed.index : null;

  const write = (start: number, end = start) => {
    field.current?.focus({ preventScroll: true });
    field.current?.setSelectionRange(start, end);
  };
  const click = (event: MouseEvent<HTMLElement>) => {
    const selected = selectionIn(event.currentTarget);
    const at = selected ?? offsetAt(event.currentTarget, event) ?? { start: text.length, end: text.length };
    write(at.start, at.end);
  };
  const point = (index: number, target: HTMLElement) => {
    const rects = target.getClientRects();
    const outer = box.current?.getBoundingClientRect();
    const last = rects[rects.length - 1];
    if (outer && last) setAnchor(new DOMRect(last.left - outer.left, last.bottom - outer.top, outer.width, 0));
    onPoint({ kind: "sentence", index });
  };
  const leave = () => {
    setAnchor(null);
    onPoint(null);
  };
  const follow = (target: HTMLTextAreaElement) => {
    setAnchor(null);
    const sentence = spanAt(sentences, target.selectionStart);
    onPoint(sentence ? { kind: "sentence", index: sentence.index } : null);
  };
  /** While writing, the field lies on top: it tells which character is under the pointer. */
  const hover = ({ clientX, clientY, currentTarget }: MouseEvent<HTMLTextAreaElement>) => {
    const caret = document.caretPositionFromPoint?.(clientX, clientY);
    const sentence = caret?.offsetNode === currentTarget ? spanAt(sentences, caret.offset) : null;
    if (sentence && anchor && sentence.index === shown) return;
    const target = sentence && box.current?.querySelector<HTMLElement>(`[data-sentence="${sentence.index}"]`);
    if (sentence && target) point(sentence.index, target);
    else setAnchor(null);
  };
  const walk = (event: KeyboardEvent<HTMLElement>, at: number, sentence: Sentence) => {
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: 1e6 }[
      event.key
    ];
    if (to !== undefined) {
      event.preventDefault();
      const spans = box.current?.querySelectorAll<HTMLElement>("[data-sentence]") ?? [];
      const next = Math.min(Math.max(to, 0), spans.length - 1);
      setStop(next);
      spans[next]?.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      write(sentence.end);
    } else if (event.key === "Escape") leave();
  };
  const card = anchor ? sentences.find(({ index }) => index === shown) : undefined;
  const below = sentences.find(({ index }) => index === shown);
  const pieces = piecesOf(text, sentences);
  const order = pieces.flatMap(({ span }) => (span ? [span.index] : []));
  const reachable = Math.min(stop, order.length - 1);
  return (
    <>
      <div ref={box} className={classes["text"]} data-writing={writing || undefined}>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the field below is what the keyboard reaches. */}
        <div className={classes["read"]} inert={writing} onClick={props.readOnly ? undefined : click}>
          {pieces.map(({ text: words, start, span }) => {
            if (!span)
              return (
                <span key={start} data-start={start}>
                  {words}
                </span>
              );
            const at = order.indexOf(span.index);
            return (
              // biome-ignore lint/a11y/useSemanticElements: a button element cannot run on over lines within a text.
              <span
                key={start}
                role="button"
                tabIndex={at === reachable ? 0 : -1}
                data-start={start}
                data-sentence={span.index}
                data-state={span.stale ? "stale" : span.state}
                data-lit={isLit(span, props.pointed) || undefined}
                aria-describedby={card?.index === span.index ? `passage-${span.index}` : undefined}
                onMouseEnter={({ currentTarget }) => point(span.index, currentTarget)}
                // Under the pointer the field has taken over: the sentence at the caret stays pointed at.
                onMouseLeave={() => document.activeElement !== field.current && leave()}
                onFocus={({ currentTarget }) => {
                  setStop(at);
                  point(span.index, currentTarget);
                }}
                onBlur={leave}
                onKeyDown={(event) => walk(event, at, span)}
              >
                {words}
              </span>
            );
          })}
          {/* A last line break has no height without something behind it. */}
          {text === "" ? <span className={classes["placeholder"]}>{props.placeholder}</span> : "\u200b"}
        </div>
        <textarea
          ref={field}
          className={classes["field"]}
          aria-label={props.label}
          value={text}
          readOnly={props.readOnly}
          spellCheck
          onChange={({ currentTarget }) => {
            before.current = currentTarget.value;
            setAnchor(null);
            props.onWrite(currentTarget.value);
          }}
          onFocus={({ currentTarget }: FocusEvent<HTMLTextAreaElement>) => {
            setWriting(true);
            follow(currentTarget);
          }}
          onBlur={() => {
            setWriting(false);
            leave();
          }}
          onMouseMove={hover}
          onMouseLeave={() => setAnchor(null)}
          onSelect={({ currentTarget }) => {
            const { selectionStart: start, selectionEnd: end } = currentTarget;
            props.onSelect(start === end ? null : { start, end });
            follow(currentTarget);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || event.nativeEvent.isComposing) {
              props.onKeyDown(event);
              return;
            }
            const caret = event.currentTarget.selectionStart;
            const sentence = spanAt(sentences, caret) ?? sentences.findLast(({ end }) => end <= caret) ?? sentences[0];
            // Reading again before the focus moves: a layer that cannot be reached takes none.
            flushSync(() => event.currentTarget.blur());
            if (sentence) box.current?.querySelector<HTMLElement>(`[data-sentence="${sentence.index}"]`)?.focus();
          }}
        />
        {card && anchor && (
          <PassageCard id={`passage-${card.index}`} sentence={card} source={props.source} anchor={anchor} />
        )}
      </div>
      {writing && below && <Origin className={classes["below"]} sentence={below} source={props.source} />}
    </>
  );
}

type Range = { start: number; end: number };

/** What is selected within the reading layer, in the text's offsets; null when nothing is. */
function selectionIn(layer: HTMLElement): Range | null {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!layer.contains(range.startContainer) || !layer.contains(range.endContainer)) return null;
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  return start === null || end === null ? null : { start, end };
}

/** The place in the text under the pointer. */
function offsetAt(layer: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): Range | null {
  const caret = document.caretPositionFromPoint?.(clientX, clientY);
  if (!caret || !layer.contains(caret.offsetNode)) return null;
  const at = offsetOf(caret.offsetNode, caret.offset);
  return at === null ? null : { start: at, end: at };
}

function offsetOf(node: Node, offset: number): number | null {
  const piece = (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>("[data-start]");
  const start = piece?.dataset["start"];
  return start === undefined ? null : Number(start) + offset;
}
