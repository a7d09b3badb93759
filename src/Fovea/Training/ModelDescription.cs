using System.Globalization;
using Fovea.Data;
using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Training;

/// <summary>
/// What a file says of a trained model beside its weights: the text that a checkpoint carries, and an ONNX file that was exported from one.
/// </summary>
/// <param name="Model">The model's name in the registry.</param>
/// <param name="Input">The shape of one sample (H, W, C).</param>
/// <param name="Data">The name of the data set that it was trained on.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Mean">What is subtracted from each channel of an image whose values are 0 to 1.</param>
/// <param name="Deviation">What each channel is then divided by.</param>
/// <param name="Resize">What the shorter side of a picture is resized to before the input is cut out; null where the model was trained on samples of one size.</param>
sealed record ModelDescription(string Model, Shape Input, string Data, IReadOnlyList<string> Classes, IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation, int? Resize)
{
    const string ModelKey = "model", InputKey = "input", DataKey = "data", ClassesKey = "classes", MeanKey = "mean", DeviationKey = "deviation", ResizeKey = "resize";

    /// <summary>What is to be said of a model that is trained on a data set.</summary>
    public static ModelDescription Of(string model, DataSet data) =>
        new(model, [data.Height, data.Width, data.Channels], data.Name.Split('/')[0], data.Classes, data.Mean, data.Deviation, data.Preparation?.Resize);

    /// <summary>The same of a model that was loaded.</summary>
    public static ModelDescription Of(SavedModel saved) => new(saved.Name, saved.Input, saved.Data, saved.Classes, saved.Mean, saved.Deviation, saved.Preparation?.Resize);

    /// <summary>Whether text that a file carries is a description.</summary>
    public static bool IsIn(IReadOnlyDictionary<string, string> text) => text.ContainsKey(ModelKey) && text.ContainsKey(ClassesKey) && text.ContainsKey(InputKey);

    /// <summary>The description as text.</summary>
    public Dictionary<string, string> ToText()
    {
        Dictionary<string, string> text = new()
        {
            [ModelKey] = Model,
            [InputKey] = string.Join(',', Input),
            [DataKey] = Data,
            [ClassesKey] = string.Join('\n', Classes),
            [MeanKey] = List(Mean),
            [DeviationKey] = List(Deviation),
        };
        if (Resize is { } resize) text[ResizeKey] = resize.ToString(CultureInfo.InvariantCulture);
        return text;

        static string List(IEnumerable<float> numbers) => string.Join(',', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
    }

    /// <summary>Reads a description.</summary>
    /// <param name="path">The file that carries the text, for messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="BadFileException">A part is missing or makes no sense.</exception>
    public static ModelDescription Read(string path, IReadOnlyDictionary<string, string> text)
    {
        string[] classes = Require(ClassesKey).Split('\n');
        float[] mean = Numbers(MeanKey, float.Parse), deviation = Numbers(DeviationKey, float.Parse);
        if (!Array.TrueForAll(mean, float.IsFinite) || !Array.TrueForAll(deviation, value => float.IsFinite(value) && value > 0))
            throw new BadFileException(path, "a mean is not finite, or a deviation is not a finite number above 0");
        // Limited, as the model of a damaged file could need all memory there is.
        const long Most = 1 << 28;
        int[] sizes = Numbers(InputKey, int.Parse);
        if (sizes.Length != 3 || sizes.Any(size => size is < 1 or > 1 << 16) || (long)sizes[0] * sizes[1] > Most / classes.Length / sizes[2])
            throw new BadFileException(path, $"'{InputKey}' is not a shape of images (H, W, C) of sensible size: '{Require(InputKey)}'");
        if (mean.Length != sizes[2] || deviation.Length != sizes[2])
            throw new BadFileException(path, $"there are {mean.Length} means and {deviation.Length} deviations for {sizes[2]} channels");
        int? resize = null;
        if (text.ContainsKey(ResizeKey))
            resize = Numbers(ResizeKey, int.Parse) is [var side] && sizes[0] == sizes[1] ? side
                : throw new BadFileException(path, $"'{ResizeKey}' is '{Require(ResizeKey)}', which is no preparation of images of {string.Join('x', sizes)}");
        ModelDescription description = new(Require(ModelKey), Shape.Create(sizes), Require(DataKey), classes, mean, deviation, resize);
        try
        {
            _ = description.Preparation;
        }
        catch (FoveaException error)
        {
            throw new BadFileException(path, error.Message, inner: error);
        }
        return description;

        string Require(string key) => text.GetValueOrDefault(key) ?? throw new BadFileException(path, $"the file has no '{key}'", hint: "use the version of Fovea that wrote it");

        T[] Numbers<T>(string key, Func<string, IFormatProvider, T> parse)
        {
            try
            {
                return [.. Require(key).Split(',').Select(part => parse(part, CultureInfo.InvariantCulture))];
            }
            catch (Exception error) when (error is FormatException or OverflowException)
            {
                throw new BadFileException(path, $"'{key}' is not a list of numbers: '{Require(key)}'", inner: error);
            }
        }
    }

    /// <summary>The described model with its weights.</summary>
    public SavedModel With(Module model) => new(Model, model, Input, Data, Classes, Mean, Deviation) { Preparation = Preparation };

    Preparation? Preparation => Resize is { } resize ? new Preparation(resize, Input[0], Input[2], Mean, Deviation) : null;
}
