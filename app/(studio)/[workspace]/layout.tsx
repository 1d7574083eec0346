import { ModalsProvider } from "@mantine/modals";
import type { ReactNode } from "react";
import { requireMember } from "@/app/access";
import { StudioFrame } from "@/components/frame/studio-frame";
import { LiveProvider } from "@/components/live";
import { ApiProvider } from "@/components/trpc";
import { workspacesOf } from "@/server/workspaces/queries";

type Props = { children: ReactNode; params: Promise<{ workspace: string }> };

export default async function WorkspaceLayout({ children, params }: Props) {
  const { workspace: slug } = await params;
  const { user, membership } = await requireMember(slug);
  const workspaces = await workspacesOf(user.id);
  const place = ({ slug, name }: { slug: string; name: string }) => ({ slug, name });
  return (
    <ApiProvider key={slug} workspace={slug}>
      <LiveProvider workspace={slug}>
        {/* Inside the API and the stream: what stands in a dialog uses both. */}
        <ModalsProvider>
          <StudioFrame
            workspace={place(membership)}
            workspaces={workspaces.map(place)}
            person={{ name: user.name, email: user.email }}
          >
            {children}
          </StudioFrame>
        </ModalsProvider>
      </LiveProvider>
    </ApiProvider>
  );
}
