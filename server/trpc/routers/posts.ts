import { z } from "zod";
import { addRendition } from "@/server/posts/add-rendition";
import { createPost } from "@/server/posts/create-post";
import { getPost } from "@/server/posts/get-post";
import {
  addRenditionInput,
  createPostInput,
  type EditEvent,
  listPostsInput,
  listVersionsInput,
  postDetail,
  postId,
  postList,
  proposeEditInput,
  renamePostInput,
  restoreVersionInput,
  savedRendition,
  saveRenditionInput,
  signSentenceInput,
  versionList,
} from "@/server/posts/input";
import { listVersions } from "@/server/posts/list-versions";
import { proposeEdit } from "@/server/posts/propose-edit";
import { listPosts } from "@/server/posts/queries";
import { renamePost } from "@/server/posts/rename-post";
import { restoreVersion } from "@/server/posts/restore-version";
import { saveRendition } from "@/server/posts/save-rendition";
import { signSentence } from "@/server/posts/sign-sentence";
import { restorePost, trashPost } from "@/server/posts/trash-post";
import { memberProcedure, router } from "@/server/trpc/trpc";

export const postsRouter = router({
  list: memberProcedure("workspace.read")
    .input(listPostsInput)
    .output(postList)
    .query(({ ctx, input }) => listPosts(ctx, input)),
  get: memberProcedure("workspace.read")
    .input(postId)
    .output(postDetail)
    .query(({ ctx, input }) => getPost(ctx, input)),
  create: memberProcedure("posts.write")
    .input(createPostInput)
    .output(z.object({ id: z.uuid() }))
    .mutation(({ ctx, input }) => createPost(ctx, input)),
  rename: memberProcedure("posts.write")
    .input(renamePostInput)
    .output(z.void())
    .mutation(({ ctx, input }) => renamePost(ctx, input)),
  trash: memberProcedure("posts.write")
    .input(postId)
    .output(z.void())
    .mutation(({ ctx, input }) => trashPost(ctx, input)),
  restore: memberProcedure("posts.write")
    .input(postId)
    .output(z.void())
    .mutation(({ ctx, input }) => restorePost(ctx, input)),
  addRendition: memberProcedure("posts.write")
    .input(addRenditionInput)
    .output(savedRendition)
    .mutation(({ ctx, input }) => addRendition(ctx, input)),
  saveRendition: memberProcedure("posts.write")
    .input(saveRenditionInput)
    .output(savedRendition)
    .mutation(({ ctx, input }) => saveRendition(ctx, input)),
  /** Streams the changed words, then what the gates say of them; saving is `saveRendition`. */
  proposeEdit: memberProcedure("posts.write")
    .input(proposeEditInput)
    .output(z.custom<AsyncIterable<EditEvent>>())
    .mutation(({ ctx, input, signal }) => proposeEdit(ctx, input, { signal: signal ?? new AbortController().signal })),
  versions: memberProcedure("workspace.read")
    .input(listVersionsInput)
    .output(versionList)
    .query(({ ctx, input }) => listVersions(ctx, input)),
  restoreVersion: memberProcedure("posts.write")
    .input(restoreVersionInput)
    .output(savedRendition)
    .mutation(({ ctx, input }) => restoreVersion(ctx, input)),
  signSentence: memberProcedure("posts.schedule")
    .input(signSentenceInput)
    .output(savedRendition)
    .mutation(({ ctx, input }) => signSentence(ctx, input)),
});
