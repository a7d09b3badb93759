// What the tests start and kill at random moments. Each command tells its progress on standard output, a line at a time.
//   write FILE STEP        writes checkpoints for ever (CheckpointWriter)
//   train CONFIG FOLDER    starts or resumes a run (TrainingRun) with the values of the file CONFIG
//   learn FOLDER           starts or goes on with a training of the library's parts (DropoutTraining)
//   allocations NET STEPS  bytes that a training step allocates on all threads (StepAllocations)
using System.Globalization;
using Fovea.KillHost;
using Fovea.Runs;
using Fovea.Training;

switch (args)
{
    case ["write", var path, var step]:
        CheckpointWriter.Run(path, long.Parse(step, CultureInfo.InvariantCulture));
        break;
    case ["train", var config, var folder]:
        Experiment experiment = new ExperimentBuilder().AddConfig(config).Build();
        using (TrainingRun run = new RunFolder(folder).Exists ? TrainingRun.Resume(experiment, folder) : TrainingRun.Start(experiment, folder))
        {
            run.AfterStep = (state, _) => Console.WriteLine(state.Step);
            run.Run();
        }
        break;
    case ["learn", var folder]:
        DropoutTraining.Run(folder, Console.WriteLine);
        break;
    case ["allocations", var net, var steps]:
        Console.WriteLine(StepAllocations.Measure(net, int.Parse(steps, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
        break;
    default:
        return 2;
}
return 0;
