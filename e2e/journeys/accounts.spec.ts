import { expect, test } from "@/e2e/fixtures";
import { signUp } from "@/e2e/person";

test("somebody who forgot their password sets a new one; the old one and every session end", async ({
  page,
  person,
  browser,
  world,
}) => {
  const elsewhere = await browser.newContext({ baseURL: world.app.url });
  const signedIn = await elsewhere.request.post("/api/auth/password/sign-in", {
    data: { email: person.email, password: person.password },
  });
  expect(signedIn.status()).toBe(200);
  await page.context().clearCookies();

  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByRole("heading", { name: "Reset your password" })).toBeVisible();
  await page.getByRole("textbox", { name: "Email" }).fill(person.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  // The demo sends no mail and shows the link instead.
  await page.getByRole("link", { name: "set a new password" }).click();
  await page.getByLabel("New password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("Use at least 10 characters.")).toBeVisible();
  await page.getByLabel("New password", { exact: true }).fill("a quite different password");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("Your new password is set. Sign in with it.")).toBeVisible();

  const stale = await elsewhere.newPage();
  await stale.goto(`/${person.slug}`);
  await expect(stale.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await elsewhere.close();

  await page.getByRole("textbox", { name: "Email" }).fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: /\w/ })).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill("a quite different password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Bring a long piece" })).toBeVisible();
});

test("a reset link works once", async ({ page, person }) => {
  const asked = await page.request.post("/api/auth/password/request-reset", { data: { email: person.email } });
  const { link } = (await asked.json()) as { link: string };
  const used = await page.request.post("/api/auth/password/reset", {
    data: { token: new URL(link).searchParams.get("token"), password: "a quite different password" },
  });
  expect(used.status()).toBe(200);
  await page.goto(link);
  await page.getByLabel("New password", { exact: true }).fill("yet another password");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This link has been used or is too old" })).toBeVisible();
  await page.getByRole("link", { name: "Ask for a new link" }).click();
  await expect(page.getByRole("heading", { name: "Reset your password" })).toBeVisible();
});

test("a session on another browser is listed and can be ended", async ({ page, person, browser, world }) => {
  const phone = await browser.newContext({
    baseURL: world.app.url,
    userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1 Version/26.0 Safari/604.1",
  });
  await phone.request.post("/api/auth/password/sign-in", {
    data: { email: person.email, password: person.password },
  });
  await page.goto(`/${person.slug}/settings`);
  await expect(page.getByText("This browser")).toBeVisible();
  await page.getByRole("button", { name: "Sign out Safari on iPhone" }).click();
  await expect(page.getByRole("button", { name: "Sign out Safari on iPhone" })).toBeHidden();

  const there = await phone.newPage();
  await there.goto(`/${person.slug}`);
  await expect(there.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await phone.close();
  await page.reload();
  await expect(page.getByText("This browser")).toBeVisible();
});

test("signing out ends the session, not only the page", async ({ page, person }) => {
  await page.goto(`/${person.slug}`);
  const kept = await page.context().cookies();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await page.context().addCookies(kept);
  await page.goto(`/${person.slug}`);
  await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
});

test("the demo is one button away, and lands in a workspace with work in it", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Try the demo workspace" }).click();
  await expect(page.getByRole("heading", { name: "Bring a long piece" })).toBeVisible();
  await page.getByRole("link", { name: "Posts", exact: true }).click();
  await expect(page.getByRole("list", { name: "Posts" }).getByRole("listitem").first()).toBeVisible();
});

test("an address that has an account is not taken twice, and says nothing more", async ({ page, world, context }) => {
  const known = await signUp(world.app, context);
  await context.clearCookies();
  await page.goto("/sign-up");
  await page.getByRole("textbox", { name: "Your name" }).fill("Somebody Else");
  await page.getByRole("textbox", { name: "Email" }).fill(known.email);
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("textbox", { name: "Workspace name" }).fill("Mine");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "cannot be used for a new account" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Workspace name" })).toHaveValue("Mine");
});
