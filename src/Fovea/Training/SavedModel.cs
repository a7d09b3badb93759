using Fovea.Data;
using Fovea.Layers;
using Fovea.Models;
using Fovea.Onnx;
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
    /// <summary>Rows and columns of the pictures that networks take which do not say it.</summary>
    public const int StandardSide = 224;

    /// <summary>
    /// How a picture of any size is made an input; null where the model was trained on samples of one size, which say nothing of other pictures.
    /// </summary>
    public Preparation? Preparation { get; init; }

    /// <summary>
    /// Loads a model from a run folder (its best weights, or the last ones where there are no best yet), from a checkpoint file, or from an ONNX file. An ONNX file that does not
    /// say what its classes and pictures are has numbered classes and the standard preparation.
    /// </summary>
    /// <exception cref="FoveaException">There is no run and no such file, the file is damaged, or it is of a model that this version does not know.</exception>
    public static SavedModel Open(string path)
    {
        if (!Directory.Exists(path) && OnnxFile.IsOnnx(path)) return Of(OnnxModel.Load(path));
        string file = Directory.Exists(path) ? new RunFolder(path).RequireWeights() : path;
        using Checkpoint checkpoint = Checkpoint.Open(file);
        ModelDescription description = ModelDescription.Read(file, checkpoint.Metadata);
        Module model = ModelRegistry.Get(description.Model).Create(description.Input, description.Classes.Count);
        model.Train(false);
        Read(checkpoint, Checkpoint.ModelPrefix, model.Weights());
        return description.With(model);
    }

    /// <summary>A model of the registry with the weights of a file, for pictures prepared in the standard way; its classes are numbered.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="weights">A safetensors or .pth file, or a run; null for the weights that a seed gives, which have learned nothing.</param>
    /// <param name="classes">The number of classes; the model's own where none is given.</param>
    /// <param name="partial">Whether to go on with the weights that fit where others do not.</param>
    /// <exception cref="FoveaException">There is no such model, or the weights do not fit.</exception>
    public static SavedModel Of(string name, string? weights, int? classes = null, bool partial = false)
    {
        ModelEntry entry = ModelRegistry.Get(name);
        Module model = entry.Create(classes: classes);
        if (weights is not null) model.LoadWeights(weights, partial);
        model.Train(false);
        int channels = entry.Input[2];
        Preparation? preparation = entry.Preparation;
        return new SavedModel(name, model, entry.Input, "", Numbered(classes ?? entry.Classes), preparation?.Mean ?? new float[channels], preparation?.Deviation ?? [.. Enumerable.Repeat(1f, channels)])
        {
            Preparation = preparation,
        };
    }

    /// <summary>The same model with names for its classes.</summary>
    /// <param name="path">A file of labels, see <see cref="LabelFile"/>.</param>
    /// <exception cref="BadFileException">The file is damaged, or has another number of names than the model has classes.</exception>
    public SavedModel WithLabels(string path) => this with { Classes = LabelFile.Read(path, Classes.Count) };

    /// <summary>What a file that holds the model carries as text, so that it can be opened again with all that is known of it.</summary>
    public IReadOnlyDictionary<string, string> Describe() => ModelDescription.Of(this).ToText();

    static SavedModel Of(OnnxModel onnx)
    {
        OnnxImageModel model = onnx.AsImageModel();
        model.Train(false);
        if (ModelDescription.IsIn(onnx.Metadata)) return ModelDescription.Read(onnx.File, onnx.Metadata).With(model);
        Shape input = model.Image ?? [StandardSide, StandardSide, 3];
        Shape y = model.Forward(Tensor.Zeros([1, .. input])).Shape;
        if (y.Rank != 2) throw new BadFileException(onnx.File, $"gives {y} for an image, not one number for each class", hint: "run it on arrays: fovea run");
        if (input[0] != input[1] || input[2] is not (1 or 3)) throw new BadFileException(onnx.File, $"takes images of {string.Join('x', input)}, for which there is no standard preparation", hint: "run it on arrays: fovea run");
        Preparation preparation = Preparation.For(input[0], input[2]);
        return new SavedModel(System.IO.Path.GetFileNameWithoutExtension(onnx.File), model, input, "", Numbered(y[1]), preparation.Mean, preparation.Deviation) { Preparation = preparation };
    }

    static string[] Numbered(int classes) => [.. Enumerable.Range(0, classes).Select(i => $"class {i}")];

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
}
