/** Faults of the computer itself and of its disk, as in the table of all errors. */
export const computerErrors = {
  COMPUTER_HOT: {
    text: "the computer is too hot",
    hint: "give it air and shade, clean its fan and fins; it slows down, and switches off in the end",
  },
  COMPUTER_THROTTLED: {
    text: "the processor is slowed down by heat or want of power",
    hint: "cool the computer and check its power supply; lower cameras[].fps until then",
  },
  COMPUTER_MEMORY: {
    text: "little memory is left",
    hint: "see what uses it (ps aux --sort=-rss | head) and end what does not belong on the unit; where the whole is less than the computer has, it is the service's own limit (systemctl show tagwatch -p MemoryHigh -p MemoryMax)",
  },
  COMPUTER_SLOW: {
    text: "the daemon comes to its work late",
    hint: "see what else uses the processor (top); restart the daemon when it stays, and send a support bundle",
  },
  POWER_LOW: {
    text: "the supply voltage is too low",
    hint: "use the maker's power supply and a short, thick cable; check the vehicle's converter",
  },
  DISK_WEAR: {
    text: "the flash memory is nearly worn out",
    hint: "replace the disk soon: take the evidence off it first (docs/operator/evidence.md)",
  },
  DISK_SLOW: {
    text: "writing records takes long",
    hint: "alerts go on. See what else writes (iotop) and whether the disk has errors (dmesg | tail); replace it when it stays",
  },
} as const;
