import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const vermilion: MantineColorsTuple = [
  "#fdf0ec",
  "#f9ded5",
  "#f3bba9",
  "#ed967b",
  "#e87754",
  "#e5633c",
  "#dd5029",
  "#bf3d19",
  "#a33314",
  "#84270d",
];
const pine: MantineColorsTuple = [
  "#eaf5f2",
  "#d7e8e3",
  "#adcfc6",
  "#80b6a8",
  "#5ba18f",
  "#43947f",
  "#2f8a74",
  "#1f7561",
  "#156553",
  "#035443",
];
const ink: MantineColorsTuple = [
  "#eceae4",
  "#c9c8c3",
  "#a9a9a6",
  "#7f8083",
  "#5a5d62",
  "#3c3f45",
  "#2b2e33",
  "#1f2125",
  "#17191b",
  "#101113",
];

/** Ink on paper with one confident accent; see `paper` for what the two schemes change. */
export const theme = createTheme({
  colors: { vermilion, pine, dark: ink },
  primaryColor: "vermilion",
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  black: "#16181d",
  defaultRadius: "md",
  radius: { sm: "6px", md: "8px", lg: "10px" },
  fontFamily: "var(--font-inter), system-ui, sans-serif",
  headings: { fontFamily: "var(--font-inter), system-ui, sans-serif", fontWeight: "650" },
  cursorType: "pointer",
  respectReducedMotion: true,
  // The library leaves these buttons without a name.
  components: {
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Dismiss" } } },
    Modal: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Drawer: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
  },
});

const TINTED = [
  "red",
  "orange",
  "yellow",
  "lime",
  "green",
  "teal",
  "cyan",
  "blue",
  "indigo",
  "violet",
  "grape",
  "pink",
  "gray",
];

/** Colours of paper and surfaces, and the library's colours where they miss AA contrast. */
export const paper: CSSVariablesResolver = (t) => ({
  variables: { "--font-source": 'ui-serif, Georgia, "Times New Roman", serif' },
  light: {
    "--mantine-color-body": "#fbfaf7",
    "--surface": "#ffffff",
    "--surface-sunken": "#f4f2ec",
    "--line": "#e6e3da",
    "--mantine-color-default-border": "#d9d6cc",
    "--mantine-color-dimmed": "#5b5e66",
    "--mantine-color-placeholder": "#6a6d75",
    "--mantine-color-error": t.colors.red[9],
    ...Object.fromEntries(
      [...TINTED, "vermilion", "pine"].map((c) => [
        `--mantine-color-${c}-light-color`,
        `color-mix(in srgb, var(--mantine-color-${c}-9), black 30%)`,
      ]),
    ),
  },
  dark: {
    "--mantine-color-body": "#141517",
    "--mantine-color-text": "#eceae4",
    "--surface": "#1b1d20",
    "--surface-sunken": "#101113",
    "--line": "#2d3035",
    "--mantine-color-default": "#1f2125",
    "--mantine-color-default-border": "#3c3f45",
    "--mantine-color-dimmed": "#b0afa9",
    "--mantine-color-placeholder": "#9c9c97",
    "--mantine-color-anchor": "#f3bba9",
    "--mantine-color-error": t.colors.red[4],
  },
});
