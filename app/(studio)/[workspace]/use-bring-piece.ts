"use client";
import { useState } from "react";
import { useTRPCClient } from "@/components/trpc";
import type { Tuning } from "./fine-tune";

type Piece = Tuning & {
  text: string;
  file: File | null;
  /** The text says what to write about, and is no piece itself. */
  isPrompt: boolean;
  formats: string[];
  tone: string;
  brandId: string | null;
};

/** Brings a piece in and asks for its posts; what was typed stays until both have worked. */
export function useBringPiece(workspace: string, onJob: (jobId: string) => void) {
  const api = useTRPCClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const add = async ({ text, file }: Piece): Promise<string> => {
    if (file) return uploadSource(workspace, file);
    const typed = text.trim();
    const added = await api.sources.add.mutate(
      /^https?:\/\/\S+$/.test(typed) ? { kind: "url", url: typed } : { kind: "text", text },
    );
    return added.id;
  };

  const start = async (piece: Piece) => {
    setBusy(true);
    setProblem(null);
    try {
      const { formats, tone, brandId, controls, variants } = piece;
      const from = piece.isPrompt ? { prompt: piece.text } : { sourceId: await add(piece) };
      const job = await api.jobs.create.mutate({
        ...from,
        formats,
        controls,
        variants,
        ...(tone && { tone }),
        ...(brandId && { brandId }),
      });
      onJob(job.id);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "That did not work. Nothing is lost; please try again.");
      setBusy(false);
    }
  };
  return { start: (piece: Piece) => void start(piece), busy, problem, refuse: setProblem };
}

/** Sends a file as a source of the workspace; gives its id. */
async function uploadSource(workspace: string, file: File): Promise<string> {
  const body = new FormData();
  body.set("file", file);
  const response = await fetch(`/api/upload/${workspace}/source`, { method: "POST", body });
  const answer = (await response.json().catch(() => null)) as { id?: string; error?: { message: string } } | null;
  if (!response.ok || !answer?.id) throw new Error(answer?.error?.message ?? "The file could not be sent. Try again.");
  return answer.id;
}
