import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { PageHeader } from "@/components/ui/page-header";
import { Calendar } from "./calendar";

export const metadata: Metadata = { title: "Calendar" };

export default async function CalendarPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const { membership } = await requireMember(workspace);
  return (
    <>
      <PageHeader title="Calendar" help={`What goes out when, in ${membership.timeZone} time.`} />
      <Calendar workspace={workspace} timeZone={membership.timeZone} />
    </>
  );
}
