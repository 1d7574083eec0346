/** Largest document taken in, in bytes. */
export const MAX_INPUT_BYTES = 25 * 1024 * 1024;

/** Longest text a document may come to, in UTF-16 units: some 4,000 pages, far past the passage limit. */
export const MAX_TEXT_LENGTH = 8_000_000;

/** Most a zip container may unpack to, in bytes. */
export const MAX_UNZIPPED_BYTES = 200 * 1024 * 1024;

/** Most files a zip container may hold; a large Word document has some hundreds. */
export const MAX_ZIP_ENTRIES = 5_000;

/** Unpacked ÷ packed size from which a file inside a zip is a bomb; DEFLATE ends at about 1,032. */
export const MAX_ZIP_RATIO = 250;

/** A file inside a zip smaller than this, in bytes, is never judged by its ratio: blank XML packs very well. */
export const ZIP_RATIO_FLOOR = 10 * 1024 * 1024;
