import Link from "next/link";
import classes from "./hub.module.css";

/** A Hub's name and its feeds. */
export function Masthead({ hub }: { hub: { handle: string; name: string } }) {
  const home = `/hub/${encodeURIComponent(hub.handle)}`;
  return (
    <header className={classes["masthead"]}>
      <Link href={home} className={classes["name"]}>
        {hub.name}
      </Link>
      <nav className={classes["feeds"]} aria-label="Feeds">
        <a href={`${home}/rss.xml`}>RSS</a>
        <a href={`${home}/feed.json`}>JSON Feed</a>
      </nav>
    </header>
  );
}
