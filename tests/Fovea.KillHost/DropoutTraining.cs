using Fovea.Data;
using Fovea.Layers;
using Fovea.Optimizers;
using Fovea.Runs;
using Fovea.Schedules;
using Fovea.Tensors;
using Fovea.Training;
using Fovea.Weights;

namespace Fovea.KillHost;

/// <summary>
/// A training put together from the library's parts, as somebody with a network of their own would: <see cref="DropoutNet"/>, Adam, a plateau after a
/// warm-up, augmentation, validation, and a checkpoint every few steps.
/// </summary>
public static class DropoutTraining
{
    const int CheckpointEvery = 5;

    /// <summary>Trains to the end, from the folder's checkpoint where there is one.</summary>
    public static void Run(string folder, Action<long> afterStep)
    {
        string path = Path.Combine(folder, "last.safetensors");
        (Trainer trainer, Variable[] variables, string[] names) = Make();
        if (File.Exists(path))
        {
            using Checkpoint checkpoint = Checkpoint.Open(path);
            for (int i = 0; i < variables.Length; i++)
            {
                float[] values = new float[variables[i].Shape.Count];
                checkpoint.ReadFloats(names[i], LongShape(variables[i]), values);
                variables[i].Write(values);
            }
            trainer.State = TrainingState.FromJson(checkpoint.RequireMetadata("state"));
        }
        void Save() => Checkpoint.Write(path, variables.Select((variable, i) => new TensorData(names[i], LongShape(variable), variable.ToArray())),
            new Dictionary<string, string> { ["state"] = trainer.State.ToJson() });
        trainer.AfterStep = (state, _) =>
        {
            afterStep(state.Step);
            if (state.Step % CheckpointEvery == 0 && state.Batch < trainer.StepsPerEpoch) Save();
        };
        trainer.AfterEpoch = _ => Save();
        trainer.Run();
    }

    static (Trainer Trainer, Variable[] Variables, string[] Names) Make()
    {
        const ulong Seed = 5;
        (DataSet train, DataSet held) = DataSets.Load("digits", new DataSetRequest { Train = true, Count = 600, Seed = Seed }).Split(90, Seed);
        Module model;
        using (Initializer.Seed(Seed)) model = new DropoutNet();
        Optimizer optimizer = new Adam(model.Parameters(), 0.03, weightDecay: 1e-4) { ClipNorm = 1 };
        // A patience of 0 and a warm-up, so that the schedule has a state that matters.
        Schedule schedule = new WarmUp(1, new Plateau(0.5, patience: 0));
        DataLoader loader = new(train, 16, shuffle: true, Seed, augmentations: Augmentations.Parse("shift+noise"));
        Trainer trainer = new(model, optimizer, schedule, loader, held) { Seed = Seed, Epochs = 4 };
        IReadOnlyList<Variable> weights = model.Variables();
        return (trainer, [.. weights, .. optimizer.State],
            [.. weights.Select(weight => Checkpoint.ModelPrefix + weight.Name),
                .. optimizer.State.Select(slot => Checkpoint.OptimizerPrefix + slot.Name)]);
    }

    static long[] LongShape(Tensor tensor) => [.. tensor.Shape.Select(size => (long)size)];
}
