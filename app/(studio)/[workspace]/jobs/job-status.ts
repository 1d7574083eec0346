/** A job's or format's state in a person's words. */
export const JOB_STATUS = {
  queued: { label: "Waiting", color: "gray" },
  running: { label: "Writing", color: "blue" },
  completed: { label: "Written", color: "pine" },
  failed: { label: "Failed", color: "red" },
  cancelled: { label: "Cancelled", color: "gray" },
} as const;
