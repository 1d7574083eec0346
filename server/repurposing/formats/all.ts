// Generated from the files of this folder by `npm run formats`. Do not edit.
import { blog } from "./blog";
import { bluesky } from "./bluesky";
import { facebook } from "./facebook";
import type { Format } from "./format";
import { hub } from "./hub";
import { instagram } from "./instagram";
import { instagramCarousel } from "./instagram-carousel";
import { linkedin } from "./linkedin";
import { linkedinCarousel } from "./linkedin-carousel";
import { mastodon } from "./mastodon";
import { newsletter } from "./newsletter";
import { quoteCards } from "./quote-cards";
import { threads } from "./threads";
import { tiktok } from "./tiktok";
import { x } from "./x";
import { xPost } from "./x-post";
import { youtube } from "./youtube";
import { youtubeShorts } from "./youtube-shorts";

/** Every format by its id. */
export const FORMAT_FILES = {
  blog,
  bluesky,
  facebook,
  hub,
  instagram,
  "instagram-carousel": instagramCarousel,
  linkedin,
  "linkedin-carousel": linkedinCarousel,
  mastodon,
  newsletter,
  "quote-cards": quoteCards,
  threads,
  tiktok,
  x,
  "x-post": xPost,
  youtube,
  "youtube-shorts": youtubeShorts,
} as const satisfies Readonly<Record<string, Format>>;
