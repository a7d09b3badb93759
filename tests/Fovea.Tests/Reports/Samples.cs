using Fovea.Data;
using Fovea.Insight;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Reports;
using Fovea.Runs;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Tests.Reports;

/// <summary>What pages are made of, without a training: a data set of noise, a model as its seed made it, made-up figures.</summary>
internal static class Samples
{
    public static DataSet Noise(int count = 60, int height = 6, int width = 7, int channels = 1, IReadOnlyList<string>? classes = null, string name = "noise/test")
    {
        classes ??= ["zero", "one", "two"];
        byte[] pixels = new byte[count * height * width * channels];
        new Random(3).NextBytes(pixels);
        return new MemoryDataSet(name, height, width, channels, pixels, [.. Enumerable.Range(0, count).Select(i => i % classes.Count)], classes,
            [.. Enumerable.Repeat(0.5f, channels)], [.. Enumerable.Repeat(0.25f, channels)]);
    }

    public static EpochFigures[] Epochs(int count, bool validation = true) =>
    [
        .. Enumerable.Range(1, count).Select(epoch => new EpochFigures(epoch, 2.3 / epoch, 1 - 1.0 / (epoch + 1), validation ? 2.2 / Math.Min(epoch, 6 - Math.Min(epoch, 5)) : null,
            validation ? 0.9 - 1.0 / (epoch + 2) : null, validation ? 0.97 : null, 0.02 / epoch)),
    ];

    public static ReportContent Content(DataSet? test = null, string model = "linear", EpochFigures[]? epochs = null, TrainingEnd end = TrainingEnd.Complete,
        Experiment? experiment = null, bool evaluated = true, string folder = "runs/one")
    {
        test ??= Noise();
        epochs ??= Epochs(3);
        Shape sample = [test.Height, test.Width, test.Channels];
        Module before = ModelRegistry.Get(model).Create(sample, test.Classes.Count, 1), after = ModelRegistry.Get(model).Create(sample, test.Classes.Count, 2);
        Evaluation? evaluation = evaluated ? Evaluation.Of(after, test) : null;
        return new ReportContent
        {
            Experiment = experiment ?? new Experiment { Model = model, Data = "noise", Epochs = Math.Max(1, epochs.Length) },
            Versions = ExperimentVersions.Current,
            Result = new TrainingResult(model, "noise", epochs.Length, end, evaluation, 12345.6, 78.9, after.Parameters().Sum(parameter => parameter.Shape.Count), folder),
            Train = test,
            Validation = epochs.Any(epoch => epoch.ValidationLoss is not null) ? 7 : 0,
            Test = test,
            Epochs = epochs,
            FiltersBefore = FilterPicture.FirstLayer(before, sample),
            FiltersAfter = evaluated ? FilterPicture.FirstLayer(after, sample) : null,
        };
    }
}
