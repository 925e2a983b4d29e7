// The child process of the kill drill: drives as ordered by its parent until it is killed.
import { drive, type WriterOrders } from "./writer-unit.js";

process.once("message", (orders) => {
  void drive(orders as WriterOrders, (news) => void process.send?.(news)).then(() => process.disconnect());
});
process.once("disconnect", () => process.exit());
