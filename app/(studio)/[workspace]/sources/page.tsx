import { IconPlus } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireMember } from "@/app/access";
import { ButtonLink } from "@/components/ui/links";
import { PageHeader } from "@/components/ui/page-header";
import { SourceList } from "./source-list";

export const metadata: Metadata = { title: "Sources" };

export default async function SourcesPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  await requireMember(workspace);
  return (
    <>
      <PageHeader
        title="Sources"
        help="Everything you brought in, kept as it was, with every version."
        action={
          <ButtonLink href={`/${workspace}`} leftSection={<IconPlus size={18} />}>
            Bring a piece
          </ButtonLink>
        }
      />
      <SourceList workspace={workspace} />
    </>
  );
}
