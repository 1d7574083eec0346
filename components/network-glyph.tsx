import {
  IconArticle,
  IconBrandBluesky,
  IconBrandFacebook,
  IconBrandInstagram,
  IconBrandLinkedin,
  IconBrandMastodon,
  IconBrandThreads,
  IconBrandTiktok,
  IconBrandX,
  IconBrandYoutube,
  IconBroadcast,
  IconMail,
} from "@tabler/icons-react";
import classes from "@/components/network-glyph.module.css";
import type { NetworkId } from "@/server/networks/rules";

const ICONS: Record<NetworkId, typeof IconBrandX> = {
  x: IconBrandX,
  linkedin: IconBrandLinkedin,
  instagram: IconBrandInstagram,
  facebook: IconBrandFacebook,
  hub: IconBroadcast,
  bluesky: IconBrandBluesky,
  threads: IconBrandThreads,
  mastodon: IconBrandMastodon,
  tiktok: IconBrandTiktok,
  youtube: IconBrandYoutube,
  newsletter: IconMail,
  blog: IconArticle,
};

/** A network's mark in a tinted square; the name beside it carries the meaning. */
export function NetworkGlyph({ network, size = 28 }: { network: NetworkId; size?: number }) {
  const Icon = ICONS[network];
  return (
    <span className={classes["glyph"]} style={{ width: size, height: size }} aria-hidden="true">
      <Icon size={Math.round(size * 0.6)} stroke={1.7} />
    </span>
  );
}
