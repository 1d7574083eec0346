import type { Route } from "@/server/rest/route";
import { authRoutes } from "@/server/rest/routes/auth";
import { channelRoutes } from "@/server/rest/routes/channels";
import { deliveryRoutes } from "@/server/rest/routes/deliveries";
import { jobRoutes } from "@/server/rest/routes/jobs";
import { notificationRoutes } from "@/server/rest/routes/notifications";
import { postRoutes } from "@/server/rest/routes/posts";
import { sourceRoutes } from "@/server/rest/routes/sources";
import { userRoutes } from "@/server/rest/routes/users";

/** Every route of the REST API; the matcher, the documentation and the tenant suite read this one list. */
export const ROUTES: readonly Route[] = [
  ...userRoutes,
  ...authRoutes,
  ...sourceRoutes,
  ...jobRoutes,
  ...postRoutes,
  ...deliveryRoutes,
  ...channelRoutes,
  ...notificationRoutes,
];
