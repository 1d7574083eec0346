import type { Route } from "@/server/rest/route";
import { authRoutes } from "@/server/rest/routes/auth";
import { channelRoutes } from "@/server/rest/routes/channels";
import { coverageRoutes } from "@/server/rest/routes/coverage";
import { deliveryRoutes } from "@/server/rest/routes/deliveries";
import { importRoutes } from "@/server/rest/routes/imports";
import { jobRoutes } from "@/server/rest/routes/jobs";
import { notificationRoutes } from "@/server/rest/routes/notifications";
import { postRoutes } from "@/server/rest/routes/posts";
import { queueRoutes } from "@/server/rest/routes/queue";
import { recurrenceRoutes } from "@/server/rest/routes/recurrences";
import { sourceRoutes } from "@/server/rest/routes/sources";
import { usageRoutes } from "@/server/rest/routes/usage";
import { userRoutes } from "@/server/rest/routes/users";
import { voiceRoutes } from "@/server/rest/routes/voices";

/** Every route of the REST API; the matcher, the documentation and the tenant suite read this one list. */
export const ROUTES: readonly Route[] = [
  ...userRoutes,
  ...authRoutes,
  ...sourceRoutes,
  ...coverageRoutes,
  ...voiceRoutes,
  ...jobRoutes,
  ...postRoutes,
  ...deliveryRoutes,
  ...channelRoutes,
  ...notificationRoutes,
  ...queueRoutes,
  ...recurrenceRoutes,
  ...importRoutes,
  ...usageRoutes,
];
