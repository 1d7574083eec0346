import "@/local/engine/main";

// The executor as it is, ending with whoever started it; its first line says that it was loaded.
process.stdin.resume().once("end", () => process.exit(0));
process.stdout.write("started\n");
