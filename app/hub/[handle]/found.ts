import { notFound } from "next/navigation";
import { AppError } from "@/server/errors";

/** Turns a missing Hub, page, picture or place in a list into Next's own "not found". */
export async function found<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError && (error.code === "NOT_FOUND" || error.code === "BAD_REQUEST")) notFound();
    throw error;
  }
}
