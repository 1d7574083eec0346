import Link from "next/link";
import classes from "./hub.module.css";

/** A Hub's name and its feeds; on the Hub's first page the name is its heading. */
export function Masthead({ hub, isHeading }: { hub: { handle: string; name: string }; isHeading?: boolean }) {
  const home = `/hub/${encodeURIComponent(hub.handle)}`;
  return (
    <header className={classes["masthead"]}>
      {isHeading ? (
        <h1 className={classes["name"]}>{hub.name}</h1>
      ) : (
        <Link href={home} className={classes["name"]}>
          {hub.name}
        </Link>
      )}
      <nav className={classes["feeds"]} aria-label="Feeds">
        <a href={`${home}/rss.xml`}>RSS</a>
        <a href={`${home}/feed.json`}>JSON Feed</a>
      </nav>
    </header>
  );
}
