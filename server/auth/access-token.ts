import { randomUUID } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { keyFor } from "@/server/auth/keys";
import { AppError } from "@/server/errors";

/** Seconds an access token of the REST API is good for. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;
const AUDIENCE = "reprise:rest";
const key = () => keyFor("rest access token");
const claims = z.object({ sub: z.uuid(), ws: z.uuid() });

/** Who a bearer is: a person, acting in one workspace. */
export type Bearer = { userId: string; workspaceId: string };

/** A signed token for 15 minutes. What its bearer may do is not in it, and is looked up with each request. */
export const signAccessToken = ({ userId, workspaceId }: Bearer): Promise<string> =>
  new SignJWT({ ws: workspaceId })
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
    .setSubject(userId)
    .setAudience(AUDIENCE)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${ACCESS_TOKEN_SECONDS}s`)
    .sign(key());

/** Whose token this is. Throws UNAUTHORIZED for one that is old, forged or made for something else. */
export async function verifyAccessToken(token: string): Promise<Bearer> {
  try {
    const options = { algorithms: ["HS256"], audience: AUDIENCE, typ: "at+jwt", requiredClaims: ["exp", "sub", "jti"] };
    const { payload } = await jwtVerify(token, key(), options);
    const { sub, ws } = claims.parse(payload);
    return { userId: sub, workspaceId: ws };
  } catch (cause) {
    throw new AppError("UNAUTHORIZED", "The access token is not valid or has expired. Refresh it or sign in again.", {
      cause,
    });
  }
}
