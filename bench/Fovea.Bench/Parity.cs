using System.Globalization;
using Fovea.Layers;
using Fovea.Losses;
using Fovea.Models;
using Fovea.Tensors;
using Fovea.Training;
using Fovea.Weights;

namespace Fovea.Bench;

/// <summary>
/// Our half of the comparison with torchvision (bench/reference/torchvision_parity.py): a registered model with weights of a file, on a batch of a NumPy file. Without labels it
/// writes the scores outside of training; with labels it prints the loss of one step of training and writes the gradients, and beside them the running statistics after the step,
/// under the names and in the layout of the weights.
/// </summary>
static class Parity
{


    public static int Run(string[] args)
    {
        if (args.Length % 2 == 0 || args.Where((_, i) => i % 2 == 1).Any(option => option is not ("--weights" or "--input" or "--output" or "--labels" or "--gradients" or "--backend")))
        {
            Console.Error.WriteLine("usage: parity MODEL --weights W.safetensors --input x.npy (--output y.npy | --labels labels.npy --gradients G.safetensors) [--backend cpu|reference]");
            return 2;
        }
        Dictionary<string, string> files = args[1..].Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        using IDisposable backend = Backend.Use(files.GetValueOrDefault("--backend") == "reference" ? Backend.Reference : Backend.Cpu);
        Tensor x = NpyFile.Read(files["--input"]);
        Module model = ModelRegistry.Get(args[0]).Create([.. x.Shape.Sizes[1..]]);
        model.LoadWeights(files["--weights"]);
        if (files.TryGetValue("--labels", out string? labels)) Train(model, x, NpyFile.Read(labels), files["--gradients"]);
        else Infer(model, x, files["--output"]);
        return 0;
    }

    static void Infer(Module model, Tensor x, string output)
    {
        model.Train(false);
        NpyFile.Write(output, new Function(model.Forward).Call(x)[0]);
    }

    static void Train(Module model, Tensor x, Tensor labels, string gradients)
    {
        model.Train();
        WithoutDropout(model);
        IReadOnlyList<Variable> parameters = model.Parameters();
        Function step = new(batch =>
        {
            Tensor loss = TrainingLoss.Of(model, batch[0], scores => Loss.CrossEntropy(scores, batch[1])).Loss;
            return [loss, .. Gradient.Of(loss, parameters)];
        });
        Tensor[] result = step.Call(x, labels);
        double[] values = new double[parameters.Max(parameter => parameter.Shape.Count)];
        result[0].CopyTo(values.AsSpan(0, 1));
        Console.WriteLine(values[0].ToString("R", CultureInfo.InvariantCulture));
        // In the place of the weights, so that they are written by the names and in the layout of weights.
        for (int i = 0; i < parameters.Count; i++)
        {
            Span<double> gradient = values.AsSpan(0, (int)parameters[i].Shape.Count);
            result[i + 1].CopyTo(gradient);
            parameters[i].Write(gradient);
        }
        model.SaveWeights(gradients);
    }

    /// <summary>What is left out by chance cannot be compared.</summary>
    static void WithoutDropout(Module module)
    {
        if (module is Dropout) module.Train(false);
        foreach (var (_, child) in module.Children()) WithoutDropout(child);
    }
}
