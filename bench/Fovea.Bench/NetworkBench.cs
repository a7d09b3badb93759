using System.Diagnostics;
using Fovea.Layers;
using Fovea.Losses;
using Fovea.Models;
using Fovea.Optimizers;
using Fovea.Tensors;

namespace Fovea.Bench;

/// <summary>The median time of an inference and of a training step of a registered model on random images.</summary>
static class NetworkBench
{
    public static IEnumerable<Figure> Measure(string name)
    {
        ModelEntry entry = ModelRegistry.Get(name);
        bool small = entry.Input[0] < 100;
        int batch = small ? 128 : 8;
        Module model = entry.Create();

        model.Train(false);
        Function infer = new(model.Forward);
        foreach (int size in new[] { 1, batch })
        {
            Tensor[] x = [Images(entry, size)], y = [Tensor.Allocate([size, entry.Classes])];
            yield return new Figure(name, "infer", size, Median(() => infer.Run(x, y), small ? 201 : 5));
        }

        model.Train();
        Sgd optimizer = new(model.Parameters(), 0.01, momentum: 0.9);
        Function step = new(x =>
        {
            Tensor loss = Loss.CrossEntropy(model.Forward(x[0]), x[1]);
            optimizer.Step(loss);
            return [loss];
        });
        Random random = new(1);
        float[] labels = [.. Enumerable.Range(0, batch).Select(_ => (float)random.Next(entry.Classes))];
        Tensor[] input = [Images(entry, batch), Tensor.From(labels, [batch])], output = [Tensor.Allocate(Shape.Scalar)];
        yield return new Figure(name, "train", batch, Median(() => step.Run(input, output), small ? 101 : 3));
    }

    static Tensor Images(ModelEntry entry, int batch)
    {
        Random random = new(batch);
        float[] values = new float[batch * entry.Input.Count];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextSingle() * 2 - 1;
        return Tensor.From(values, [batch, .. entry.Input]);
    }

    static double Median(Action run, int count)
    {
        run();
        run();
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return times.Order().ElementAt(count / 2);
    }
}
