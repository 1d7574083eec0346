import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireMember } from "@/app/access";
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
          <Button component={Link} href={`/${workspace}`} leftSection={<IconPlus size={18} />}>
            Bring a piece
          </Button>
        }
      />
      <SourceList workspace={workspace} />
    </>
  );
}
