import { handleNextAuth } from "@/server/auth/next-auth";

export { handleNextAuth as GET, handleNextAuth as POST };
