import type { NextConfig } from "next";

// What every answer carries. The content security policy of pages has a nonce and is made in proxy.ts.
const everywhere = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
  },
];

const config: NextConfig = {
  reactCompiler: true,
  poweredByHeader: false,
  agentRules: false,
  // `npm run check` does that; a start should not wait for it.
  typescript: { ignoreBuildErrors: true },
  experimental: { agentUpgrade: false },
  headers: async () => [
    { source: "/:path*", headers: everywhere },
    {
      // Data, never documents; the documentation page has a policy of its own.
      source: "/api/((?!v1/docs$).*)",
      headers: [
        { key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" },
        { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
      ],
    },
  ],
  // Native code, worker files, and packages that look for others of themselves at run time.
  serverExternalPackages: [
    "@auth/drizzle-adapter",
    "drizzle-orm",
    "linkedom",
    "mammoth",
    "nodemailer",
    "pino",
    "postgres",
    "prom-client",
    "rate-limiter-flexible",
    "sharp",
    "snowball-stemmers",
    "stopword",
    "tinyld",
    "undici",
    "unpdf",
    "yauzl",
  ],
};

export default config;
