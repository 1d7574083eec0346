import { expect, test } from "vitest";
import { testDatabase } from "@/server/testing/database";
import { rest, restUser } from "@/server/testing/rest";

testDatabase();

test("a CSV file is uploaded as a spreadsheet saved it, its problems read page by page, and committed once", async () => {
  const { token } = await restUser();
  const form = new FormData();
  const lines = [
    "\uFEFFtext;channels;date;time",
    '"Zwölf; dreizehn";hub;2031-01-01;10:00',
    "Later;hub;01.02.2031;10:00",
  ];
  form.set("file", new File([lines.join("\r\n")], "März.csv", { type: "text/csv" }));
  const checked = await rest("POST", "/imports", { token, body: form });
  expect(checked).toMatchObject({
    status: 201,
    body: { fileName: "März.csv", state: "checked", rows: 2, problems: 1 },
  });
  const path = `/imports/${String(checked.body["id"])}`;
  const bad = await rest("GET", `${path}/rows`, { token, query: "?onlyProblems=true&limit=1" });
  expect(bad.body["items"]).toMatchObject([{ row: 3, problems: [expect.stringMatching(/01\.02\.2031/)] }]);
  expect(await rest("POST", `${path}/commit`, { token, body: {} })).toMatchObject({ status: 422 });
  const commit = () => rest("POST", `${path}/commit`, { token, body: { leaveOutProblems: true } });
  expect([await commit(), await commit()]).toMatchObject([
    { status: 202, body: { state: "running" } },
    { status: 202, body: { state: "running" } },
  ]);
  const latin = new FormData();
  latin.set(
    "file",
    new File([new Uint8Array([...Buffer.from("text,channels\nZw"), 0xf6, ...Buffer.from("lf,hub")])], "a.csv"),
  );
  expect(await rest("POST", "/imports", { token, body: latin })).toMatchObject({
    status: 422,
    body: { error: { message: expect.stringMatching(/CSV UTF-8/) } },
  });
});
