// Runs a Jenkinsfile of the declarative syntax, with the words that its recipe may use: groovy jenkins.groovy Jenkinsfile.
// Prints each step instead of doing it. Any other word is an error.

/** A block: the words that it allows, each with what it does. */
class Block {
    Map<String, Closure> words

    Object methodMissing(String name, Object arguments) {
        if (!words[name]) throw new IllegalArgumentException("$name is not allowed here")
        words[name].call(*arguments)
    }

    Object propertyMissing(String name) { name } // `agent any`

    static void run(Closure body, Map<String, Closure> words) {
        body.delegate = new Block(words: words)
        body.resolveStrategy = Closure.DELEGATE_ONLY
        body.call()
    }
}

def steps = [sh: { String command -> println "sh $command" }, junit: { String files -> println "junit $files" }]
def stage = [agent: { assert it == 'any' }, steps: { Block.run(it, steps) }]
def stages = [stage: { String name, Closure body -> Block.run(body, stage) }]
def post = [always: { Block.run(it, steps) }]
def pipeline = [
    agent: { assert it == 'any' },
    stages: { Block.run(it, stages) },
    post: { Block.run(it, post) },
]
def shell = new GroovyShell(new Binding(pipeline: { Block.run(it, pipeline) }))
shell.evaluate(new File(args[0]))
