import { Notification, Portal } from "@mantine/core";
import { useEffect, useState } from "react";
import { dismiss, type ShownNotice, useNotices } from "@/ui/notices";
import classes from "./Notices.module.css";

const SHOWN_FOR = 5_000;

/** What `notify` of ui/notices says. */
export function Notices() {
  const notices = useNotices();
  return (
    <Portal>
      <div className={classes.corner}>
        {notices.map((notice) => (
          <OneNotice key={notice.id} notice={notice} />
        ))}
      </div>
    </Portal>
  );
}

function OneNotice({ notice }: { notice: ShownNotice }) {
  const { id, title, message, color, stays = false } = notice;
  // Who reads it with the pointer or the focus on it has the time for that.
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (stays || held) return;
    const timer = setTimeout(() => dismiss(id), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [id, stays, held]);
  return (
    <Notification
      withBorder
      title={title}
      color={color}
      onClose={() => dismiss(id)}
      closeButtonProps={{ "aria-label": "Close" }}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {message}
    </Notification>
  );
}
