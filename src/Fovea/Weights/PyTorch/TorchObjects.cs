using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;

namespace Fovea.Weights;

/// <summary>Bytes of a PyTorch file that tensors look into.</summary>
/// <param name="Type">The type of the elements, or null where the tensors say it.</param>
/// <param name="Begin">Where the first byte lies in the file.</param>
/// <param name="Length">How many bytes there are.</param>
internal sealed record TorchStorage(ElementType? Type, long Begin, long Length);

/// <summary>A view into a storage, checked to lie within it.</summary>
/// <param name="Type">The type of the elements.</param>
/// <param name="Offset">Where the first element lies in the file, in bytes.</param>
/// <param name="Shape">The sizes.</param>
/// <param name="Strides">The distances, in elements, from one index to the next.</param>
internal sealed record TorchTensor(ElementType Type, long Offset, ImmutableArray<long> Shape, long[] Strides);

/// <summary>
/// What the names in the pickle of a state file mean: tensors, their storages and types, ordered dictionaries. Any other name is refused, whether or not something would
/// be called by it.
/// </summary>
/// <remarks>How PyTorch puts tensors together: torch/_utils.py (<c>_rebuild_tensor_v2</c> and its kin); what it allows itself: torch/_weights_only_unpickler.py.</remarks>
internal sealed class TorchObjects(string file, string root, ZipDirectory archive) : IPickleObjects
{
    private const int MostDimensions = 64;

    private static readonly FrozenDictionary<string, ElementType> Storages = new Dictionary<string, ElementType>
    {
        ["torch.DoubleStorage"] = ElementType.F64,
        ["torch.FloatStorage"] = ElementType.F32,
        ["torch.HalfStorage"] = ElementType.F16,
        ["torch.BFloat16Storage"] = ElementType.BF16,
        ["torch.LongStorage"] = ElementType.I64,
        ["torch.IntStorage"] = ElementType.I32,
        ["torch.ShortStorage"] = ElementType.I16,
        ["torch.CharStorage"] = ElementType.I8,
        ["torch.ByteStorage"] = ElementType.U8,
        ["torch.BoolStorage"] = ElementType.BOOL,
        ["torch.ComplexFloatStorage"] = ElementType.C64,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> UntypedStorages =
        FrozenSet.Create("torch.storage.UntypedStorage", "torch.UntypedStorage", "torch.storage._UntypedStorage", "torch._UntypedStorage");

    private static readonly FrozenDictionary<string, ElementType> Types = new Dictionary<string, ElementType>
    {
        ["torch.float64"] = ElementType.F64,
        ["torch.float32"] = ElementType.F32,
        ["torch.float16"] = ElementType.F16,
        ["torch.bfloat16"] = ElementType.BF16,
        ["torch.float8_e4m3fn"] = ElementType.F8_E4M3,
        ["torch.float8_e5m2"] = ElementType.F8_E5M2,
        ["torch.float8_e8m0fnu"] = ElementType.F8_E8M0,
        ["torch.int64"] = ElementType.I64,
        ["torch.int32"] = ElementType.I32,
        ["torch.int16"] = ElementType.I16,
        ["torch.int8"] = ElementType.I8,
        ["torch.uint64"] = ElementType.U64,
        ["torch.uint32"] = ElementType.U32,
        ["torch.uint16"] = ElementType.U16,
        ["torch.uint8"] = ElementType.U8,
        ["torch.bool"] = ElementType.BOOL,
        ["torch.complex64"] = ElementType.C64,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Func<TorchObjects, object?[], long, object>> Functions =
        new Dictionary<string, Func<TorchObjects, object?[], long, object>>
        {
            ["collections.OrderedDict"] = static (self, arguments, at) => self.OrderedDictionary(arguments, at),
            ["torch.Size"] = static (self, arguments, at) => arguments is [object?[] sizes] ? sizes : throw self.Bad("torch.Size is not made of a tuple", at),
            ["torch.device"] = static (_, arguments, _) => arguments,
            ["torch._utils._rebuild_tensor"] = static (self, arguments, at) => self.Tensor(arguments, 4, null, at),
            ["torch._utils._rebuild_tensor_v2"] = static (self, arguments, at) => self.Tensor(arguments, 6, null, at),
            ["torch._utils._rebuild_tensor_v3"] = static (self, arguments, at) => self.Tensor(arguments, 7, arguments.ElementAtOrDefault(6), at),
            ["torch._utils._rebuild_parameter"] = static (self, arguments, at) => self.Parameter(arguments, at),
            ["torch._utils._rebuild_parameter_with_state"] = static (self, arguments, at) => self.Parameter(arguments, at),
            ["torch._tensor._rebuild_from_type_v2"] = static (self, arguments, at) => self.FromType(arguments, at),
        }.ToFrozenDictionary();

    /// <summary>Classes that stand beside a function and say what Python would make of its result.</summary>
    private static readonly FrozenSet<string> Classes = FrozenSet.Create("torch.Tensor", "torch._tensor.Tensor", "torch.nn.parameter.Parameter");

    /// <summary>A name of the list.</summary>
    private sealed record Name(string Text);

    public object Global(string name, long at) =>
        Functions.ContainsKey(name) || Storages.ContainsKey(name) || UntypedStorages.Contains(name) || Types.ContainsKey(name) || Classes.Contains(name)
            ? new Name(name)
            : throw new BadFileException(file, $"the pickle data.pkl names {Quoted.Name(name)}, which is neither a tensor nor a plain value; nothing of it was executed", at, Advice(name));

    public object Call(object global, object?[] arguments, long at) =>
        global is Name { Text: var name } && Functions.TryGetValue(name, out var function)
            ? function(this, arguments, at)
            : throw Bad($"calls {(global as Name)?.Text ?? "something"}, which is no function", at);

    public object Persistent(object? identifier, long at)
    {
        if (identifier is not object?[] { Length: 5 or 6 } parts || parts is not ["storage", Name { Text: var type }, string key, string location, long count, ..] || parts.ElementAtOrDefault(5) is not null)
            throw Bad("refers to something that is no storage", at);
        ElementType? element = Storages.TryGetValue(type, out ElementType found) ? found : UntypedStorages.Contains(type) ? null : throw Bad($"has a storage of type {type}", at);
        if (location == "meta") throw Bad($"has a storage {Quoted.Name(key)} on the device 'meta', which has no values", at);
        if (archive.Find($"{root}/data/{key}") is not { } record) throw Bad($"refers to the storage {Quoted.Name(key)}, which is not in the archive", at);
        int width = (element ?? ElementType.U8).Bits() / 8;
        if (count < 0 || count > long.MaxValue / width || count * width != record.Length)
            throw Bad($"says that the storage {Quoted.Name(key)} has {count} elements of {width} bytes, in the archive it has {record.Length} bytes", at);
        return new TorchStorage(element, record.Begin, record.Length);
    }

    /// <summary>Arguments: storage, offset, sizes, strides, and from the fifth on what matters in training only.</summary>
    private TorchTensor Tensor(object?[] arguments, int least, object? typeName, long at)
    {
        if (arguments.Length < least || arguments is not [TorchStorage storage, long offset, object?[] sizes, object?[] strides, ..] || sizes.Length != strides.Length)
            throw Bad("puts a tensor together of something that is no storage with sizes and strides", at);
        if (arguments.Length > least && arguments[^1] is PickleDictionary { Items.Count: > 0 }) throw Bad("has a tensor whose values are to be conjugated or negated when they are read", at);
        if (sizes.Length > MostDimensions) throw Bad($"has a tensor of {sizes.Length} dimensions", at);
        ElementType type = typeName is Name { Text: var name } && Types.TryGetValue(name, out ElementType said) ? said
            : typeName is null && storage.Type is { } own ? own : throw Bad("has a tensor that does not say the type of its elements", at);
        ImmutableArray<long> shape = [.. sizes.Select(Count)];
        long[] steps = [.. strides.Select(Count)];
        // Python's numbers have no end: whatever is too large for 128 bits has been refused by then.
        Int128 elements = 1, last = offset;
        for (int d = 0; d < shape.Length; d++)
        {
            elements *= shape[d];
            if (elements > long.MaxValue) throw Bad("has a tensor with more elements than can be counted", at);
            last += (Int128)(shape[d] - 1) * steps[d];
        }
        int width = type.Bits() / 8;
        if (!type.TryByteLength(shape.AsSpan(), out _, out _)) throw Bad("has a tensor with more elements than can be counted", at);
        if (offset < 0 || elements > 0 && (last + 1) * width > storage.Length || elements == 0 && offset > storage.Length / width)
            throw Bad($"has a tensor ({string.Join(", ", shape)}) that reaches beyond its storage of {storage.Length} bytes", at);
        return new TorchTensor(type, storage.Begin + offset * width, shape, steps);

        long Count(object? value) => value is long and >= 0 and var count ? count : throw Bad("has a tensor with a size or a stride that is no whole number of at least 0", at);
    }

    private TorchTensor Parameter(object?[] arguments, long at) =>
        arguments is [TorchTensor tensor, ..] ? tensor : throw Bad("makes a parameter of something that is no tensor", at);

    /// <summary>Arguments: a function, the class of its result, its arguments, and attributes of the result, which are of no use here.</summary>
    private object FromType(object?[] arguments, long at) =>
        arguments is [Name function, Name { Text: var type }, object?[] of, _] && Classes.Contains(type) && function.Text.StartsWith("torch._utils.", StringComparison.Ordinal)
            ? Call(function, of, at)
            : throw Bad("puts an object together that is no tensor", at);

    private PickleDictionary OrderedDictionary(object?[] arguments, long at)
    {
        PickleDictionary dictionary = new() { MayHaveState = true };
        if (arguments.Length > 1) throw Bad("makes a dictionary of several things", at);
        if (arguments is [var items])
            foreach (object? item in items as IReadOnlyList<object?> ?? throw Bad("makes a dictionary of something that is no list", at))
                dictionary.Items.Add(item is IReadOnlyList<object?> { Count: 2 } pair ? (pair[0], pair[1]) : throw Bad("makes a dictionary of something that is no list of pairs", at));
        return dictionary;
    }

    private static string Advice(string name)
    {
        string root = name.Split('.')[0];
        return root is "torch" or "torchvision" or "timm" or "__main__" or "models" && !name.StartsWith("torch._utils", StringComparison.Ordinal)
            ? "the file seems to hold a whole model, not its weights alone: in Python, and only if it is from a source that you trust, write torch.save(torch.load(FILE).state_dict(), 'weights.pth')"
            : "in Python, and only if the file is from a source that you trust, take the weights out of it and write torch.save(state_dict, 'weights.pth')";
    }

    private BadFileException Bad(string reason, long at) => new(file, $"the pickle data.pkl {reason}", at, "the file is damaged, or is no file of weights: write it again with torch.save(model.state_dict(), ...)");
}
