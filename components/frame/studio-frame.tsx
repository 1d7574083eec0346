"use client";
import {
  ActionIcon,
  AppShell,
  Box,
  Burger,
  Button,
  Drawer,
  Group,
  Menu,
  NavLink,
  ScrollArea,
  Stack,
  Text,
  UnstyledButton,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconBellQuestion,
  IconCalendar,
  IconChartBar,
  IconChevronDown,
  IconFileText,
  IconLogout,
  IconMessages,
  IconPlaylistAdd,
  IconPlugConnected,
  IconPlus,
  IconQuote,
  IconSettings,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useWaitingLive } from "@/components/delivery/use-waiting";
import { NotificationsBell } from "@/components/frame/notifications-bell";
import { SchemeToggle } from "@/components/frame/scheme-toggle";
import { Search } from "@/components/frame/search";
import classes from "@/components/frame/studio-frame.module.css";
import { WaitingBadge } from "@/components/frame/waiting-badge";
import { Wordmark } from "@/components/ui/wordmark";

type Place = { slug: string; name: string };
type Props = {
  workspace: Place;
  workspaces: Place[];
  person: { name: string | null; email: string };
  children: ReactNode;
};

const SCREENS = [
  { path: "sources", label: "Sources", icon: IconFileText },
  { path: "posts", label: "Posts", icon: IconMessages },
  { path: "queue", label: "Queue", icon: IconPlaylistAdd },
  { path: "calendar", label: "Calendar", icon: IconCalendar },
  { path: "attention", label: "Needs you", icon: IconBellQuestion },
  { path: "channels", label: "Channels", icon: IconPlugConnected },
  { path: "brands", label: "Brands", icon: IconQuote },
  { path: "usage", label: "Usage", icon: IconChartBar },
  { path: "settings", label: "Settings", icon: IconSettings },
] as const;

/** The frame of every studio screen: where you are, where you can go, who you are. */
export function StudioFrame({ workspace, workspaces, person, children }: Props) {
  const [opened, { open, close }] = useDisclosure();
  useWaitingLive();
  const navigation = <Navigation workspace={workspace} workspaces={workspaces} person={person} onGo={close} />;
  return (
    <AppShell
      navbar={{ width: 244, breakpoint: "md", collapsed: { mobile: true } }}
      header={{ height: { base: 56, md: 0 } }}
      padding={0}
    >
      <AppShell.Header hiddenFrom="md" className={classes["bar"]}>
        <Group h="100%" px="md" justify="space-between">
          <Link href={`/${workspace.slug}`} aria-label="Reprise, start">
            <Wordmark />
          </Link>
          <Group gap="xs">
            <NotificationsBell workspace={workspace.slug} />
            <Burger opened={opened} onClick={open} aria-label="Open navigation" size="sm" />
          </Group>
        </Group>
      </AppShell.Header>
      <Drawer
        opened={opened}
        onClose={close}
        size={280}
        title="Navigation"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {navigation}
      </Drawer>
      <AppShell.Navbar className={classes["navbar"]} aria-label="Studio">
        {navigation}
      </AppShell.Navbar>
      <AppShell.Main>
        <div className={classes["main"]}>{children}</div>
      </AppShell.Main>
      <Search workspace={workspace.slug} />
    </AppShell>
  );
}

function Navigation({ workspace, workspaces, person, onGo }: Omit<Props, "children"> & { onGo: () => void }) {
  const path = usePathname();
  return (
    <Stack h="100%" gap="md" p="md">
      <Group justify="space-between" visibleFrom="md" pl={6}>
        <Link href={`/${workspace.slug}`} aria-label="Reprise, start" className={classes["plain"]}>
          <Wordmark />
        </Link>
        <Group gap={2}>
          <NotificationsBell workspace={workspace.slug} />
          <SchemeToggle />
        </Group>
      </Group>
      <Workspaces workspace={workspace} workspaces={workspaces} />
      <Button
        component={Link}
        href={`/${workspace.slug}`}
        leftSection={<IconPlus size={18} />}
        onClick={onGo}
        fullWidth
      >
        Bring a piece
      </Button>
      <ScrollArea flex={1} mx={-4} px={4}>
        {SCREENS.map(({ path: segment, label, icon: Icon }) => {
          const href = `/${workspace.slug}/${segment}`;
          return (
            <NavLink
              key={segment}
              component={Link}
              href={href}
              label={label}
              active={path.startsWith(href)}
              aria-current={path.startsWith(href) ? "page" : undefined}
              color="gray"
              variant="light"
              leftSection={<Icon size={19} stroke={1.7} />}
              rightSection={segment === "attention" && <WaitingBadge />}
              className={classes["link"] ?? ""}
              onClick={onGo}
            />
          );
        })}
      </ScrollArea>
      <Account person={person} />
    </Stack>
  );
}

function Workspaces({ workspace, workspaces }: { workspace: Place; workspaces: Place[] }) {
  return (
    <Menu width="target" position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={classes["switch"]} aria-label={`Workspace ${workspace.name}, switch`}>
          <Text fw={600} fz="sm" truncate>
            {workspace.name}
          </Text>
          <IconChevronDown size={16} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {workspaces.map(({ slug, name }) => (
          <Menu.Item key={slug} component={Link} href={`/${slug}`}>
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} href="/new" leftSection={<IconPlus size={16} />}>
          New workspace
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

async function signOut() {
  await fetch("/api/auth/password/sign-out", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  window.location.assign("/sign-in");
}

function Account({ person }: { person: Props["person"] }) {
  return (
    <Group justify="space-between" wrap="nowrap" className={classes["account"] ?? ""}>
      <div style={{ minWidth: 0 }}>
        <Text fz="sm" fw={550} truncate>
          {person.name ?? person.email}
        </Text>
        <Text fz="xs" c="dimmed" truncate>
          {person.email}
        </Text>
      </div>
      <Group gap={2} wrap="nowrap">
        <Box hiddenFrom="md">
          <SchemeToggle />
        </Box>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Sign out" onClick={() => void signOut()}>
          <IconLogout size={18} />
        </ActionIcon>
      </Group>
    </Group>
  );
}
