// What useDataKeys and the table listen to, for people.
import type { KeyGroup } from "@/ui/KeysDialog";

export const DATA_KEYS: readonly KeyGroup[] = [
  {
    rows: [
      [["j", "↓"], "The next task"],
      [["k", "↑"], "The previous task"],
      [["Page Up", "Page Down"], "A screen further"],
      [["Home", "End"], "The first, the last task"],
      [["Enter"], "Open the task beside the table"],
      [["Esc"], "Close it"],
      [["x"], "Select the task"],
      [["Shift ↑", "Shift ↓"], "Select several"],
      [["Ctrl A"], "Select all, with the table focused"],
      [["/"], "Search"],
      [["?"], "These keys"],
    ],
  },
  {
    title: "On a tab",
    rows: [
      [["←", "→"], "The tab beside it"],
      [["Alt ←", "Alt →"], "Move it"],
      [["F2"], "Rename it"],
    ],
  },
];
