// An environment for AsyncVectorEnv that films into the folder named by FILMS.
import { RecordVideo } from "../../../envs/node.js";
import { Echo, pedals } from "../echo.js";

export default () =>
  new RecordVideo(new Echo(pedals(), 3), process.env.FILMS!, { episodeTrigger: () => true });
