using Fovea.Tensors;
using Fovea.Weights;

namespace Fovea.Layers;

public abstract partial class Module
{
    /// <summary>
    /// All variables of this module and of those below it as the files of the world know them: by the names that PyTorch gives them, with the places of their values
    /// there. One that is held in several places is listed under each of its names.
    /// </summary>
    /// <exception cref="FoveaException">As <see cref="Variables"/>; or a module holds itself.</exception>
    public IReadOnlyList<ModelWeight> Weights()
    {
        Variables();
        List<ModelWeight> weights = [];
        HashSet<Module> within = [];
        void Visit(string path, Module module)
        {
            if (!within.Add(module)) throw new FoveaException($"{path}: the module {module} holds itself");
            string start = path.Length == 0 ? "" : path + ".";
            int first = weights.Count;
            foreach (var (name, value) in module.Members())
            {
                if (value is Variable variable) weights.Add(new ModelWeight(start + name, variable, module.LayoutOf(variable)));
                else Visit(start + name, (Module)value);
            }
            foreach (var (older, name) in module.OlderNames)
                for (int i = first; i < weights.Count; i++)
                    if (weights[i].Name.StartsWith($"{start}{name}.", StringComparison.Ordinal))
                        weights[i] = weights[i] with { OlderName = start + older + weights[i].Name[(start.Length + name.Length)..] };
            within.Remove(module);
        }
        Visit("", this);
        return weights;
    }

    /// <summary>Reads weights of a file into this module; nothing is changed unless all of them fit.</summary>
    /// <param name="path">A safetensors file; the content decides, not the name.</param>
    /// <param name="partial">Whether to go on with the tensors that fit where others are missing, unknown, or of another shape.</param>
    /// <returns>What was loaded and what was not.</returns>
    /// <exception cref="BadFileException">The file is missing, damaged, or of another kind.</exception>
    /// <exception cref="FoveaException">The file and the module do not fit; the message lists every difference. With <paramref name="partial"/>: nothing fits.</exception>
    public WeightReport LoadWeights(string path, bool partial = false)
    {
        using WeightFile file = WeightFile.Open(path);
        return WeightLoading.Load(this, file, partial);
    }

    /// <summary>Writes all variables, also frozen ones and running statistics, to a safetensors file with the names and the places of values that PyTorch has.</summary>
    /// <param name="path">The file to create or replace; it is written whole or not at all.</param>
    /// <param name="type">F32, or F16, BF16 or F64, to the nearest number.</param>
    /// <exception cref="FoveaException">The file cannot be written, the type is another, or a value is beyond its range.</exception>
    public void SaveWeights(string path, ElementType type = ElementType.F32) =>
        // By this, programs that read the file know that names and places are PyTorch's.
        SafeTensors.Write(path, Weights().Select(weight => TensorData.Of(weight, type)), new Dictionary<string, string> { ["format"] = "pt" });

    /// <summary>How a variable that this module itself holds lies in the files of the world. As it does here, unless a layer says otherwise.</summary>
    protected virtual WorldLayout LayoutOf(Variable variable) => WorldLayout.Same(variable.Shape);

    /// <summary>
    /// Names that older files have for what lies below this module, each with the name that it has today, both after the module's own; a file with the older ones is read as well.
    /// </summary>
    protected virtual IReadOnlyList<(string Older, string Name)> OlderNames => [];
}
