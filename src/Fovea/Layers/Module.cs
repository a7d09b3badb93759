using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// A layer or a network: a function of a tensor with parameters of its own. Fields that hold a <see cref="Variable"/>, a module, or an array or list of
/// modules are found by themselves, in the order in which they are declared; their names joined by dots are the names of the weights
/// (<c>layer1.0.conv1.weight</c>). There is nothing to register.
/// </summary>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.AllFields)]
public abstract partial class Module
{
    /// <summary>Whether the module is being trained: dropout and batch statistics act in training only.</summary>
    public bool Training
    {
        get
        {
            // A compiled function that has seen the mode is right for that mode only.
            if (Function.IsCompiling) DependsOnMode(field);
            return field;
        }
        private set;
    } = true;

    /// <summary>What listings and errors call this module: where it stands in the network that was listed last, else its kind.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The module's result for x. Lazy: shapes are checked now, values are computed when they are read.</summary>
    public abstract Tensor Forward(Tensor x);

    /// <summary>Puts this module and all below it into training (the state at the start) or out of it.</summary>
    public void Train(bool training = true)
    {
        foreach (var (_, found) in Walk())
            if (found is Module module) module.Training = training;
    }

    /// <summary>
    /// Puts this module and all below it out of training until the result is disposed; then each of them is again as it was, also where some were in training
    /// and others not.
    /// </summary>
    public IDisposable Evaluating()
    {
        Modes before = new([.. Walk().Select(step => step.Found).OfType<Module>().Select(module => (module, module.Training))]);
        Train(false);
        return before;
    }

    /// <summary>
    /// All variables of this module and of those below it, with their full names, in the order of declaration. Frozen ones and running statistics too.
    /// One that is held in several places is listed once, under its first name.
    /// </summary>
    /// <exception cref="FoveaException">A field holds modules in a way in which they cannot be found, or two variables would have one name.</exception>
    public IReadOnlyList<Variable> Variables()
    {
        List<Variable> all = [];
        HashSet<string> names = [];
        foreach (var (path, found) in Walk())
        {
            if (found is Module module) module.Path = path;
            if (found is not Variable variable) continue;
            if (!names.Add(path)) throw new FoveaException($"{GetType().Name}: two variables would have the name {path}", "give the fields of the class and of its base class different names");
            variable.Name = path;
            all.Add(variable);
        }
        return all;
    }

    /// <summary>The variables that an optimiser changes.</summary>
    public IReadOnlyList<Variable> Parameters() => [.. Variables().Where(variable => variable.Trainable)];

    /// <summary>The modules one level below, by the names of their fields; an element of a list has its number in the name.</summary>
    public IEnumerable<(string Name, Module Child)> Children()
    {
        foreach (var (name, value) in Members())
            if (value is Module child) yield return (name, child);
    }

    /// <summary>The kind, and what distinguishes this layer from others of its kind.</summary>
    public override string ToString() => GetType().Name;

    /// <summary>Says that a tensor is this module's result, so that listings and errors can name the module.</summary>
    protected Tensor Result(Tensor y) => y.Labelled(this);

    /// <summary>
    /// The same for a result that is made of several operations which a listing would otherwise show one by one: those on the way from <paramref name="x"/> that
    /// belong to no layer yet become this module's too.
    /// </summary>
    protected Tensor Result(Tensor y, Tensor x)
    {
        HashSet<Tensor> seen = new(ReferenceEqualityComparer.Instance) { x };
        Stack<Tensor> pending = new([y]);
        while (pending.TryPop(out Tensor? node))
        {
            if (!seen.Add(node)) continue;
            node.Labelled(this);
            foreach (Tensor operand in node.Operands) pending.Push(operand);
        }
        return y;
    }

    // Apart from the property, which then allocates no closure where nothing is compiled.
    void DependsOnMode(bool now) => Function.DependsOn(() => Training == now);

    /// <summary>
    /// Multiply-adds for a result of this shape, as papers count them, where that is not what is computed: a layer that computes with connections it has not. Null for
    /// the count of its operations.
    /// </summary>
    internal virtual long? MultiplyAdds(Shape result) => null;

    /// <summary>What the element of a list is called: the field's name and its number; containers leave out the field's name.</summary>
    private protected virtual string ListName(string field, int index) => $"{field}.{index}";

    /// <summary>This module and all modules and variables below it, each once, under the path by which it is reached first.</summary>
    List<(string Path, object Found)> Walk()
    {
        List<(string, object)> all = [];
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        void Visit(string path, object found)
        {
            if (!seen.Add(found)) return;
            all.Add((path, found));
            if (found is not Module module) return;
            foreach (var (name, value) in module.Members()) Visit(path.Length == 0 ? name : $"{path}.{name}", value);
        }
        Visit("", this);
        return all;
    }

    /// <summary>The variables and modules that fields hold, a base class's fields first.</summary>
    IEnumerable<(string Name, object Value)> Members()
    {
        foreach (FieldInfo field in Fields(GetType()))
        {
            object? held = field.GetValue(this);
            if (held is Variable or Module) yield return (NameOf(field), held);
            else if (held is Array array && array.GetType().GetElementType()!.IsPrimitive) continue;
            else if (held is IList list)
                for (int i = 0; i < list.Count; i++)
                {
                    if (list[i] is Variable or Module) yield return (ListName(NameOf(field), i), list[i]!);
                    else RefuseHidden(field, list[i]);
                }
            else RefuseHidden(field, held);
        }
    }

    /// <summary>Modules in a tuple, a dictionary, a set or a list of lists would be skipped without a word: an error instead.</summary>
    void RefuseHidden(FieldInfo field, object? value)
    {
        IEnumerable? items = value switch
        {
            string => null,
            ITuple tuple => Enumerable.Range(0, tuple.Length).Select(i => tuple[i]),
            IDictionary dictionary => dictionary.Values,
            ICollection collection => collection,
            IEnumerable<Module> or IEnumerable<Variable> => (IEnumerable)value,
            _ => null,
        };
        if (items is not null && items.Cast<object?>().Any(item => item is Module or Variable))
            throw new FoveaException($"{GetType().Name}.{NameOf(field)} holds modules or variables in a {value!.GetType().Name}, where they would not be found",
                "hold them in fields, arrays or lists");
    }

    sealed class Modes((Module Module, bool Training)[] before) : IDisposable
    {
        public void Dispose()
        {
            foreach (var (module, training) in before) module.Training = training;
        }
    }

    static List<FieldInfo> Fields([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.AllFields)] Type type)
    {
        List<FieldInfo> fields = [];
        for (Type? at = type; at is not null && at != typeof(Module); at = at.BaseType)
            fields.InsertRange(0, at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
        return fields;
    }

    /// <summary>conv1 for a field conv1 or _conv1 and for a property Conv1.</summary>
    static string NameOf(FieldInfo field)
    {
        string name = field.Name;
        if (name[0] == '<' && name.IndexOf('>') is > 0 and var end) name = char.ToLowerInvariant(name[1]) + name[2..end];
        return name.TrimStart('_');
    }
}
