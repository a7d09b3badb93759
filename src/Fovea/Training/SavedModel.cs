using System.Globalization;
using Fovea.Data;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Runs;
using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Training;

/// <summary>A trained model with all that is needed to use it: what it is called, what images it takes, what its classes mean.</summary>
/// <param name="Name">The model's name in the registry.</param>
/// <param name="Model">The model with its weights, out of training.</param>
/// <param name="Input">The shape of one sample (H, W, C).</param>
/// <param name="Data">The name of the data set that it was trained on.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Mean">What is subtracted from each channel of an image whose values are 0 to 1.</param>
/// <param name="Deviation">What each channel is then divided by.</param>
public sealed record SavedModel(string Name, Module Model, Shape Input, string Data, IReadOnlyList<string> Classes, IReadOnlyList<float> Mean,
    IReadOnlyList<float> Deviation)
{
    const string ModelKey = "model", InputKey = "input", DataKey = "data", ClassesKey = "classes", MeanKey = "mean", DeviationKey = "deviation", ResizeKey = "resize";

    /// <summary>
    /// How a picture of any size is made an input; null where the model was trained on samples of one size, which say nothing of other pictures.
    /// </summary>
    public Preparation? Preparation { get; init; }

    /// <summary>Loads a model from a run folder (its best weights, or the last ones where there are no best yet) or from a checkpoint file.</summary>
    /// <exception cref="FoveaException">There is no run and no checkpoint, the checkpoint is damaged, or it is of a model that this version does not
    /// know.</exception>
    public static SavedModel Open(string path)
    {
        string file = Directory.Exists(path) ? new RunFolder(path).RequireWeights() : path;
        using Checkpoint checkpoint = Checkpoint.Open(file);
        string name = checkpoint.RequireMetadata(ModelKey);
        string[] classes = checkpoint.RequireMetadata(ClassesKey).Split('\n');
        Shape input = InputShape(checkpoint, classes.Length);
        float[] mean = Numbers(checkpoint, MeanKey, float.Parse), deviation = Numbers(checkpoint, DeviationKey, float.Parse);
        if (!Array.TrueForAll(mean, float.IsFinite) || !Array.TrueForAll(deviation, value => float.IsFinite(value) && value > 0))
            throw new BadFileException(file, "a mean is not finite, or a deviation is not a finite number above 0");
        if (mean.Length != input[2] || deviation.Length != input[2])
            throw new BadFileException(file, $"there are {mean.Length} means and {deviation.Length} deviations for {input[2]} channels");
        Module model = ModelRegistry.Get(name).Create(input, classes.Length);
        model.Train(false);
        Read(checkpoint, Checkpoint.ModelPrefix, model.Weights());
        return new SavedModel(name, model, input, checkpoint.RequireMetadata(DataKey), classes, mean, deviation)
        {
            Preparation = checkpoint.Metadata.ContainsKey(ResizeKey) ? ReadPreparation(checkpoint, input, mean, deviation) : null,
        };
    }

    /// <summary>What a checkpoint says of the model beside its weights.</summary>
    internal static Dictionary<string, string> Describe(string model, DataSet data)
    {
        Dictionary<string, string> description = Samples(model, data);
        if (data.Preparation is { } preparation) description[ResizeKey] = preparation.Resize.ToString(CultureInfo.InvariantCulture);
        return description;
    }

    static Dictionary<string, string> Samples(string model, DataSet data) => new()
    {
        [ModelKey] = model,
        [InputKey] = $"{data.Height},{data.Width},{data.Channels}",
        [DataKey] = data.Name.Split('/')[0],
        [ClassesKey] = string.Join('\n', data.Classes),
        [MeanKey] = string.Join(',', data.Mean.Select(value => value.ToString("R", CultureInfo.InvariantCulture))),
        [DeviationKey] = string.Join(',', data.Deviation.Select(value => value.ToString("R", CultureInfo.InvariantCulture))),
    };

    /// <summary>Reads the weights of a checkpoint; all of them, and finite, or an error.</summary>
    internal static void Read(Checkpoint checkpoint, string prefix, IReadOnlyList<ModelWeight> weights)
    {
        foreach (ModelWeight weight in weights)
        {
            checkpoint.Read(prefix, weight);
            if (Fault.NotFinite(weight.Variable) is var (at, value))
                throw new BadFileException(checkpoint.Path, $"the array '{prefix}{weight.Name}' holds {value} at element {at}, which is no finite number",
                    hint: "use another checkpoint of the run, or train it again");
        }
        HashSet<string> known = [.. weights.Select(weight => prefix + weight.Name)];
        string? extra = checkpoint.Entries.Select(entry => entry.Name).FirstOrDefault(name => name.StartsWith(prefix, StringComparison.Ordinal) && !known.Contains(name));
        if (extra is not null)
            throw new BadFileException(checkpoint.Path, $"the array '{extra}' belongs to another model",
                hint: "use the model and options that its run was started with");
    }

    static Preparation ReadPreparation(Checkpoint checkpoint, Shape input, float[] mean, float[] deviation)
    {
        int[] resize = Numbers(checkpoint, ResizeKey, int.Parse);
        try
        {
            if (resize.Length == 1 && input[0] == input[1]) return new Preparation(resize[0], input[0], input[2], mean, deviation);
        }
        catch (FoveaException error)
        {
            throw new BadFileException(checkpoint.Path, error.Message, inner: error);
        }
        throw new BadFileException(checkpoint.Path, $"'{ResizeKey}' is '{checkpoint.RequireMetadata(ResizeKey)}', which is no preparation of images of {input}");
    }

    /// <summary>The shape of one sample; limited, as the model of a damaged file could need all memory there is.</summary>
    static Shape InputShape(Checkpoint checkpoint, int classes)
    {
        const long Most = 1 << 28;
        int[] sizes = Numbers(checkpoint, InputKey, int.Parse);
        if (sizes.Length != 3 || sizes.Any(size => size is < 1 or > 1 << 16) || (long)sizes[0] * sizes[1] > Most / classes / sizes[2])
            throw new BadFileException(checkpoint.Path,
                $"'{InputKey}' is not a shape of images (H, W, C) of sensible size: '{checkpoint.RequireMetadata(InputKey)}'");
        return Shape.Create(sizes);
    }

    static T[] Numbers<T>(Checkpoint checkpoint, string key, Func<string, IFormatProvider, T> parse)
    {
        string text = checkpoint.RequireMetadata(key);
        try
        {
            return [.. text.Split(',').Select(part => parse(part, CultureInfo.InvariantCulture))];
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw new BadFileException(checkpoint.Path, $"'{key}' is not a list of numbers: '{text}'", inner: error);
        }
    }
}
