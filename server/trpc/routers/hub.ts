import { hubPageOutput, hubPostInput, hubPostPageOutput, listHubPostsInput } from "@/server/hub/input";
import { getHubPost, listHubPosts } from "@/server/hub/queries";
import { publicProcedure, router } from "@/server/trpc/trpc";

/** The public Hub, as anyone reads it. */
export const hubRouter = router({
  list: publicProcedure
    .input(listHubPostsInput)
    .output(hubPageOutput)
    .query(({ input }) => listHubPosts(input)),
  get: publicProcedure
    .input(hubPostInput)
    .output(hubPostPageOutput)
    .query(({ input }) => getHubPost(input)),
});
