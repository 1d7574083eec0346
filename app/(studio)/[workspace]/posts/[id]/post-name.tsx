"use client";
import { VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import classes from "./editor.module.css";
import { useRename } from "./use-name";

/** The working title, to find the post again; it is not part of what goes out. Saved when the field is left. */
export function PostName({ postId, title, canWrite }: { postId: string; title: string; canWrite: boolean }) {
  const [typed, setTyped] = useState<string | null>(null);
  const rename = useRename(postId, () => setTyped(null));
  const save = () => {
    const wanted = typed?.trim();
    if (wanted && wanted !== title) rename(wanted);
    else setTyped(null);
  };
  return (
    <>
      <VisuallyHidden component="h1">{title}</VisuallyHidden>
      <input
        className={classes["name"]}
        aria-label="Name of the post"
        title="The name of this post here. It is not part of what goes out."
        maxLength={300}
        value={typed ?? title}
        readOnly={!canWrite}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        onBlur={save}
        onKeyDown={({ key, currentTarget }) => {
          if (key === "Escape") setTyped(null);
          if (key === "Enter") currentTarget.blur();
        }}
      />
    </>
  );
}
