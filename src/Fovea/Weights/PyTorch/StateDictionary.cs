namespace Fovea.Weights;

/// <summary>Finds the weights in the value of a state file.</summary>
internal sealed class StateDictionary
{
    /// <summary>Names under which programs keep weights beside other things, the most usual first.</summary>
    private static readonly string[] Sections = ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params", "model_ema", "params_ema"];

    private const int Deepest = 32, MostValues = 1 << 20, LongestName = 1000;

    private readonly string file;
    private readonly Dictionary<string, TorchTensor> tensors = new(StringComparer.Ordinal);
    private readonly HashSet<PickleDictionary> searched = new(ReferenceEqualityComparer.Instance);
    private int values;

    private StateDictionary(string file) => this.file = file;

    /// <summary>The path to the dictionary, its names joined by dots; empty for the outermost one.</summary>
    public string Section { get; private set; } = "";

    /// <summary>The tensors. Those of dictionaries within the dictionary have names joined by dots.</summary>
    public IReadOnlyDictionary<string, TorchTensor> Tensors => tensors;

    /// <exception cref="BadFileException">There are no weights in it, or it is not clear where.</exception>
    public static StateDictionary Of(string file, object? value)
    {
        StateDictionary state = new(file);
        if (value is not PickleDictionary outermost)
            throw state.Bad(value is TorchTensor ? "holds one tensor, not a dictionary of weights" : "holds no dictionary of weights");
        if (state.Find(outermost, "") is not var (section, dictionary))
        {
            string[] keys = [.. outermost.Items.Select(item => item.Key).OfType<string>().Take(10).Select(Quoted.Name)];
            throw state.Bad(keys.Length == 0 ? "holds no tensors" : $"holds no dictionary of weights under a usual name; it has {string.Join(", ", keys)}");
        }
        state.Section = section;
        state.Collect(dictionary, "", 0);
        return state;
    }

    /// <summary>
    /// The dictionary of the weights: one under a usual name, also where tensors such as the best accuracy stand beside it; else the dictionary itself, where it has
    /// tensors; else the only one in it that has.
    /// </summary>
    private (string Section, PickleDictionary Dictionary)? Find(PickleDictionary dictionary, string path)
    {
        if (!searched.Add(dictionary) || path.Split('.').Length > Deepest) return null;
        Dictionary<string, PickleDictionary> inner = new(StringComparer.Ordinal);
        foreach (var (key, value) in dictionary.Items)
            if (key is string name && value is PickleDictionary within) inner[name] = within;
        string start = path.Length == 0 ? "" : path + ".";
        foreach (string section in Sections)
            if (inner.Remove(section, out PickleDictionary? usual) && Find(usual, start + section) is { } found) return found;
        if (dictionary.Items.Exists(item => item.Value is TorchTensor)) return (path, dictionary);
        return inner.Where(item => item.Value.Items.Exists(entry => entry.Value is TorchTensor)).ToArray() is [var only] ? (start + only.Key, only.Value) : null;
    }

    private void Collect(PickleDictionary dictionary, string prefix, int depth)
    {
        if (depth > Deepest) throw Bad($"holds dictionaries that are nested deeper than {Deepest}");
        foreach (var (key, value) in dictionary.Items)
        {
            // One dictionary may stand in many places: the whole can be far larger than the file.
            if (++values > MostValues) throw Bad($"holds more than {MostValues} values");
            if (value is not (TorchTensor or PickleDictionary)) continue;
            string name = prefix + (key is string or long ? key : throw Bad("has a tensor whose name is no text"));
            if (name.Length > LongestName) throw Bad($"has a tensor whose name has more than {LongestName} letters");
            if (value is PickleDictionary inner) Collect(inner, name + ".", depth + 1);
            else if (!tensors.TryAdd(name, (TorchTensor)value)) throw Bad($"has the name {Quoted.Name(name)} twice");
        }
    }

    private BadFileException Bad(string reason) => new(file, reason, hint: "write the weights alone: torch.save(model.state_dict(), 'weights.pth')");
}
